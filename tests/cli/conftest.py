"""A command as a researcher types it: exit code, what is printed, what is said of errors."""

import json
from dataclasses import dataclass

import pytest

from qualcoop.cli import run


@dataclass
class Said:
    code: int
    out: str
    err: str

    @property
    def json(self):
        return json.loads(self.out)


@pytest.fixture
def qualcoop(capsys):
    """Run a command in this process."""

    def call(*arguments):
        code = run([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        assert "Traceback" not in captured.err
        return Said(code, captured.out, captured.err)

    return call


E01 = """Entretien avec Solène
Date : 4 mars 2021
Projet : P1

Enquêtrice : On y va ? Vous avez un ordre du jour ?
Solène : Oui. On n'a plus le temps de rien [rires]. Je finis à 21 heures.
Enquêtrice : Et la plateforme ?
Solène : Elle est au point mort. Les décisions se prennent par consentement, ça oui.
"""
E02 = """Entretien avec Marius
Date : 5 avril 2021
Projet : P2

Enquêtrice : Comment décidez-vous ?
Marius : Par consentement, avec un tour d'objections. Le compte rendu part à tout le monde.
Enquêtrice : Toujours ?
Marius : Presque. On n'a pas de calendrier commun, c'est un problème.
"""


@pytest.fixture
def folder(tmp_path):
    """Two small transcripts."""
    made = tmp_path / "entretiens"
    made.mkdir()
    (made / "E01.txt").write_text(E01, encoding="utf-8")
    (made / "E02.txt").write_text(E02, encoding="utf-8")
    return made


@pytest.fixture
def study(tmp_path, folder, qualcoop):
    """A study with the grid, two cases and the two transcripts."""
    outline = tmp_path / "etude.yaml"
    outline.write_text("name: Essai\ncases:\n  - {id: P1, label: Un}\n  - {id: P2, label: Deux}\n", encoding="utf-8")
    path = tmp_path / "essai.qualcoop"
    assert qualcoop("new", path, "--description", outline).code == 0
    assert qualcoop("import", path, folder).code == 0
    return path
