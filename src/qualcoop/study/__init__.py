"""The study: sources, codings, suggestions and the journal of every change. The only SQL of qualcoop."""

from qualcoop.study.cases import Phase
from qualcoop.study.container import Info
from qualcoop.study.doctor import DoctorReport
from qualcoop.study.replay import Difference
from qualcoop.study.study import Study

__all__ = ["Difference", "DoctorReport", "Info", "Phase", "Study"]
