"""The verdict sentence of a run: a pure function of the run and its theory. Tests compare its claims with the run."""

from __future__ import annotations

import math

from linreg import Run, RunConfig, Theory, Verdict
from linreg.aliases import Translate
from linreg.outcome import Outcome, outcome
from linreg.theory.momentum import Momentum
from linreg.words.numbers import digits_apart, number, percent, plain


def verdict_sentence(run: Run, theory: Theory, _: Translate) -> str:
    """Return, in Markdown, what the run does and why, with numbers; after divergence also the epoch where it stopped.

    Without a closed form (mini-batches, adaptive optimizers) it reports the observed result and makes no prediction.
    """
    if theory.verdict is None or theory.momentum is None:
        text = _observed(run, theory, _)
    else:
        text = _known(run.config, theory, theory.verdict, theory.momentum, _)
    if run.diverged_at is not None:
        end = _("At epoch {stopped} the numbers are no longer finite in float32, and the run stops.")
        text += " " + end.format(stopped=run.diverged_at)
    return text


def _known(config: RunConfig, theory: Theory, verdict: Verdict, momentum: Momentum, _: Translate) -> str:
    text = _why_momentum(verdict, momentum, _) if momentum.mu else _why(verdict, config, theory, _)
    digits = digits_apart(config.lr, verdict.bound, theory.critical_lr)
    return text.format(
        lr=plain(config.lr, digits),
        mu=plain(momentum.mu, 4),
        bound=plain(verdict.bound, digits),
        critical=plain(theory.critical_lr, digits),
        epochs=config.epochs,
        shrinks=percent(1 - verdict.factor) if verdict.factor < 1 else "",
        grows=plain(verdict.factor, digits_apart(verdict.factor, 1.0, least=3, most=17)),
        remains=percent(verdict.remains) if math.isfinite(verdict.remains) else "",
        halving=plain(max(1.0, verdict.halving), 3),
        steep=plain(verdict.periods[0], 3) if verdict.periods else "",
        flat=plain(verdict.periods[1], 3) if verdict.periods else "",
    )


def _why(verdict: Verdict, config: RunConfig, theory: Theory, _: Translate) -> str:
    if verdict.at_optimum:
        return _at_optimum(_)
    if not config.zero_grad:
        return _why_accumulating(verdict, config.lr > theory.critical_lr, _)
    if verdict.on_edge:
        return _(
            "**Oscillating for ever:** lr {lr} is the critical learning rate itself, and each step lands as far on the other side."
        )
    return {
        ("converging", False): _(
            "**Converging:** lr {lr} is below this data's critical {critical}; the slowest direction shrinks {shrinks} a step."
        ),
        ("converging", True): _(
            "**Converging:** lr {lr} is below this data's critical {critical}. It oversteps the valley at every step, "
            "and each time lands {shrinks} closer."
        ),
        ("crawling", False): _(
            "**Crawling:** lr {lr} is below the critical {critical}, but the slowest direction shrinks only {shrinks} a step "
            "and takes {halving} steps to halve; at epoch {epochs}, {remains} of the way is left."
        ),
        ("crawling", True): _(
            "**Crawling:** lr {lr} is so close below the critical {critical} that each step oversteps the valley and lands "
            "only {shrinks} closer; at epoch {epochs}, {remains} of the way is left."
        ),
        ("diverging", True): _(
            "**Diverging:** lr {lr} is above this data's critical {critical}. Each step oversteps the valley "
            "and lands {grows} times as far on the other side."
        ),
    }[verdict.kind, verdict.zigzag]


def _at_optimum(_: Translate) -> str:
    return _("It starts at the least-squares point: the gradient there is zero, and nothing moves.")


def _why_accumulating(verdict: Verdict, above_critical: bool, _: Translate) -> str:
    if verdict.kind == "diverging":
        return _(
            "**Diverging:** even with the gradients added up, lr must stay below {bound}. "
            "At {lr} every step lands {grows} times as far on the other side."
        )
    if above_critical:
        return _(
            "**Oscillating for ever:** the gradients add up, which is momentum 1. lr {lr} would diverge with zero_grad on "
            "(critical {critical}), but stays below {bound}, where adding up begins to explode. "
            "One swing takes {steep} epochs across the valley and {flat} along it."
        )
    return _(
        "**Oscillating for ever:** the gradients add up, which is momentum 1. Nothing slows the swing down, and below "
        "{bound} it does not explode either. One swing takes {steep} epochs across the valley and {flat} along it."
    )


def _why_momentum(verdict: Verdict, momentum: Momentum, _: Translate) -> str:
    if verdict.at_optimum:
        return _at_optimum(_)
    if not momentum.zero_grad:
        return _(
            "**Diverging:** with zero_grad off the gradients add up, and momentum {mu} adds those sums up once more. "
            "No learning rate is small enough for that: in the long run each step leads {grows} times as far away."
        )
    if verdict.on_edge:
        return _(
            "**Oscillating for ever:** with momentum {mu}, lr {lr} is the bound itself, and in the long run each step lands as far "
            "on the other side."
        )
    return {
        "converging": _(
            "**Converging:** with momentum {mu}, lr {lr} is below this data's bound {bound}; "
            "the slowest distance shrinks {shrinks} a step."
        ),
        "crawling": _(
            "**Crawling:** with momentum {mu}, lr {lr} is below the bound {bound}, but the slowest distance shrinks only "
            "{shrinks} a step and takes {halving} steps to halve; at epoch {epochs}, {remains} of the way is left."
        ),
        "oscillating": _(
            "**Oscillating for ever:** momentum 1 loses nothing, just as with zero_grad off. Below {bound} it does not explode "
            "either. One swing takes {steep} epochs across the valley and {flat} along it."
        ),
        "diverging": _(
            "**Diverging:** with momentum {mu}, lr {lr} is above this data's bound {bound}. "
            "In the long run each step leads {grows} times as far away."
        ),
    }[verdict.kind]


def _observed(run: Run, theory: Theory, _: Translate) -> str:
    happened = outcome(run, theory)
    return _what_happened(run, happened, _).format(
        first=number(float(run.cost[0])),
        last=number(happened.last_cost),
        lowest=number(happened.lowest_cost),
        arrived=happened.arrived,
        remains=percent(happened.last_distance / happened.first_distance) if happened.first_distance else "",
        optimizer=run.config.optimizer_kind.torch_name,
    )


def _what_happened(run: Run, happened: Outcome, _: Translate) -> str:
    if happened.arrived is not None:
        text = _("**Arrived:** from epoch {arrived} on, W and b stay within 0.001 of the least-squares point.")
    elif happened.rose:
        text = _("**Higher cost than at the start:** the cost went from {first} to {last}; on the way the lowest was {lowest}.")
    elif happened.last_distance >= happened.first_distance:
        text = _(
            "**Lower cost, yet further away:** the cost went from {first} to {last}, but (W, b) ended further from the "
            "least-squares point than it began."
        )
    else:
        text = _("**Closer:** the cost went from {first} to {last}; {remains} of the way to the least-squares point is left.")
    why = (
        _("This is what happened, not a promise: in batches, every step follows the gradient of other points.")
        if run.updates_per_epoch > 1
        else _("This is what happened, not a promise: {optimizer} sizes its steps by the gradients that it has seen.")
    )
    return f"{text} {why}"
