"""Keyword suggestions: a codebook's rules on texts. Nothing here counts until a person accepts it."""

from qualcoop.suggest.rules import Rule, check_rule, parse_rule

__all__ = ["LEARNED", "Rule", "Suggester", "check_rule", "parse_rule"]

# How the rule of a suggestion begins that was learned from a layer and not written by anybody.
LEARNED = "learner:"


def __getattr__(name: str) -> object:
    # Checking a codebook's rules must not load numpy and the engine.
    if name == "Suggester":
        from qualcoop.suggest.engine import Suggester

        return Suggester
    raise AttributeError(name)
