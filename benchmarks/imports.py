"""Reading files with their turns: 1 MB of txt and docx, and 100 files of 5 MB in all."""

from __future__ import annotations

import tempfile
from pathlib import Path

import docx

from benchmarks import made
from benchmarks.clock import Row, growth, median, show
from qualcoop.readers import read_paths
from qualcoop.study import Study

MB = 1_000_000


def run() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        texts = _sizes(folder, "txt", made.write_txt, {0.1: None, 1: 0.1, 10: None})
        show("txt with turns (Taguette, measured elsewhere: 1.9 s for 1 MB)", texts)
        print(f"  growth {growth(texts)}")
        words = _sizes(folder, "docx", made.write_docx, {0.1: None, 1: 0.5, 5: None})
        show("docx with turns (Taguette, measured elsewhere: 6.2 s for 1 MB)", words)
        print(f"  growth {growth(words)}")
        path = folder / "1.docx"
        peer = median(lambda: [p.text for p in docx.Document(str(path)).paragraphs])
        ours = median(lambda: read_paths([path]))
        print(f"  python-docx, the paragraphs' text alone: {peer:.3f} s, {peer / ours:.1f} × our reader with turns")
        _hundred(folder)


def _sizes(folder, suffix, write, sizes):
    rows = []
    for size, asked in sizes.items():
        path = folder / f"{size}.{suffix}"
        write(path, int(size * MB))
        rows.append(Row(f"read one {suffix}", f"{size} MB", median(lambda p=path: read_paths([p])), asked))
    return rows


def _hundred(folder: Path) -> None:
    many = folder / "many"
    many.mkdir()
    for number in range(100):
        made.write_txt(many / f"E{number:03d}.txt", 50_000, seed=number)
    read = median(lambda: read_paths([many]))
    studies: list[Study] = []

    def fresh() -> None:
        studies.append(Study.create(folder / f"s{len(studies)}.qualcoop"))

    stored = median(lambda: studies[-1].add([many]), before=fresh)
    for study in studies:
        study.close()
    show(
        "100 txt of 5 MB in all (QualCoder, measured elsewhere: 0.5–0.8 s, without turns)",
        [Row("read with turns", "5 MB", read, 1.0), Row("read with turns and stored in a study", "5 MB", stored, 1.0)],
    )
