"""The shipped sample on the page: a figure and its passages, every display, each screen in a narrow window."""

from __future__ import annotations

import pytest

from qualcoop.study import Study

DISPLAYS = (
    "matrix presence balance cooccurrence phases actors materials concentration saturation agreement provenance uncoded"
).split()


@pytest.fixture(scope="module")
def sample(made_sample):
    """Nothing in this module changes it."""
    return made_sample.study


def test_a_figure_opens_as_many_quotes_as_it_says(site, sample):
    window = site(sample).window("/matrices")
    window.locator("[aria-label^='27\u00a0: P1 sans P1a']").first.click()
    window.wait_for_selector("#quotes-count >> text=27 passages")
    assert window.locator("#quotes li .quote").count() == 27
    with Study.open(sample) as study:
        assert len(study.trace("P1 without P1a", "G3", "ref")) == 27


def test_every_display_is_drawn_with_what_to_read_beside_it(site, sample):
    window = site(sample).window("/matrices?layer=A&other=B")
    for name in DISPLAYS:
        window.click(f"#tab-{name}")
        window.wait_for_selector(f"#tab-{name}[aria-selected=true]")
        window.wait_for_selector("#display:not([aria-busy]) :is(table, svg)")
        assert window.locator(".foot li").count() >= 1, name


def test_the_corpus_fits_a_narrow_window(site, sample):
    home = site(sample)
    window = home.window("/sources", size=(390, 800))
    for screen in home.screens:
        home.go(window, screen)
        wide = window.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert (screen, wide) == (screen, 0)
