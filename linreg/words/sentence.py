"""The verdict sentence of a run: a pure function of the run and its theory. Tests compare its claims with the run."""

from __future__ import annotations

import math

from linreg import Run, RunConfig, Theory, Verdict
from linreg.aliases import Translate
from linreg.outcome import Outcome, observed, outcome
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


def without_marks(sentence: str) -> str:
    """Return a verdict sentence as plain text."""
    return sentence.replace("*", "")


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
        if verdict.on_edge:
            return _undamped_on_edge(_)
        return _why_accumulating(verdict, config.lr > theory.critical_lr, _)
    if verdict.on_edge:
        return _(
            "**Oscillating for ever:** lr {lr} is the critical learning rate itself: each step lands as far on the other side."
        )
    return {
        ("converging", False): _(
            "**Converging:** lr {lr} is below the critical {critical}. "
            "Along the flattest direction, the distance left shrinks {shrinks} per step."
        ),
        ("converging", True): _(
            "**Converging:** lr {lr} is below the critical {critical}. Each step oversteps the valley and lands {shrinks} closer."
        ),
        ("crawling", False): _(
            "**Crawling:** lr {lr} is below the critical {critical}, but along the flattest direction the distance left "
            "shrinks only {shrinks} per step and takes {halving} steps to halve. At epoch {epochs}, {remains} of the way is left."
        ),
        ("crawling", True): _(
            "**Crawling:** lr {lr} is so close below the critical {critical} that each step oversteps the valley and lands "
            "only {shrinks} closer. At epoch {epochs}, {remains} of the way is left."
        ),
        ("diverging", True): _(
            "**Diverging:** lr {lr} is above the critical {critical}. Each step oversteps the valley "
            "and lands {grows} times as far on the other side."
        ),
    }[verdict.kind, verdict.zigzag]


def _at_optimum(_: Translate) -> str:
    return _("It starts at the least-squares point: the gradient there is zero, and nothing moves.")


def _undamped_on_edge(_: Translate) -> str:
    return _("**Diverging:** lr {lr} is the bound itself. Nothing slows the swing; at first it grows by as much in every step.")


def _why_accumulating(verdict: Verdict, above_critical: bool, _: Translate) -> str:
    if verdict.kind == "diverging":
        return _(
            "**Diverging:** where gradients accumulate, lr must stay below {bound}. "
            "In the long run, at {lr} each step lands {grows} times as far on the other side."
        )
    if above_critical:
        return _(
            "**Oscillating for ever:** gradients accumulate, the same as SGD with momentum 1. lr {lr} is above the critical "
            "{critical}, but below {bound}, so it does not explode. "
            "One swing takes {steep} epochs across the valley, {flat} along it."
        )
    return _(
        "**Oscillating for ever:** gradients accumulate, the same as SGD with momentum 1. Nothing slows the swing, and below "
        "{bound} it does not explode. One swing takes {steep} epochs across the valley, {flat} along it."
    )


def _why_momentum(verdict: Verdict, momentum: Momentum, _: Translate) -> str:
    if verdict.at_optimum:
        return _at_optimum(_)
    if not momentum.zero_grad:
        return _(
            "**Diverging:** with zero_grad off gradients accumulate, and momentum {mu} accumulates those sums again. "
            "No learning rate is small enough: in the long run each step leads {grows} times as far away."
        )
    if verdict.on_edge:
        if momentum.undamped:
            return _undamped_on_edge(_)
        return _(
            "**Oscillating for ever:** with momentum {mu}, lr {lr} is the bound itself: in the long run each step lands as far "
            "on the other side."
        )
    return {
        "converging": _(
            "**Converging:** with momentum {mu}, lr {lr} is below the bound {bound}. "
            "In the long run, the distance left shrinks {shrinks} per step."
        ),
        "crawling": _(
            "**Crawling:** with momentum {mu}, lr {lr} is below the bound {bound}, but the distance left shrinks only "
            "{shrinks} per step and takes {halving} steps to halve. At epoch {epochs}, {remains} of the way is left."
        ),
        "oscillating": _(
            "**Oscillating for ever:** momentum 1 loses nothing, just as with zero_grad off, and below {bound} it does not "
            "explode. One swing takes {steep} epochs across the valley, {flat} along it."
        ),
        "diverging": _(
            "**Diverging:** with momentum {mu}, lr {lr} is above the bound {bound}. "
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
    costs, distances = (float(run.cost[0]), happened.last_cost), (happened.first_distance, happened.last_distance)
    became = observed(costs, distances)
    if became == "arrived":
        text = _("**Arrived:** from epoch {arrived} on, W and b stay within 0.001 of the least-squares point.")
    elif became == "higher":
        text = _("**Higher cost than at the start:** the cost went from {first} to {last}; on the way the lowest was {lowest}.")
    elif became == "farther":
        text = _(
            "**Lower cost, yet further away:** the cost went from {first} to {last}, but (W, b) ended further from the "
            "least-squares point than it began."
        )
    else:
        text = _("**Closer:** the cost went from {first} to {last}; {remains} of the way to the least-squares point is left.")
    why = (
        _("Observed, not predicted: in batches, each step sees only some of the points.")
        if run.updates_per_epoch > 1
        else _("Observed, not predicted: {optimizer} sizes its steps by the gradients so far.")
    )
    return f"{text} {why}"
