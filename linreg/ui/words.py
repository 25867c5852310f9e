"""The sentences about a run. Pure functions of its numbers: what they say, the tests hold against what the run did."""

from __future__ import annotations

import math
from decimal import Decimal

from linreg import Run, Theory, Verdict
from linreg.locale import Translate


def number(value: float, digits: int = 4) -> str:
    """Return a number short enough to read: `digits` significant ones, PyTorch's words where it is not finite."""
    return f"{value:.{digits}g}" if math.isfinite(value) else str(value)


def percent(share: float) -> str:
    """Return a share as a percentage: with two significant digits, close to 100 two of what is missing; never 0 or 100 itself."""
    value = 100 * share
    if 99.5 <= value < 100:
        return f"{value:.{1 - math.floor(math.log10(100 - value))}f}%"
    return f"{_plain(value, 2)}%" if value < 99.5 else f"{value:.0f}%"


def _plain(value: float, digits: int) -> str:
    """Return a number with `digits` significant digits and no exponent."""
    text = number(value, digits)
    return format(Decimal(text), "f") if math.isfinite(value) else text


def _digits_apart(value: float, *others: float, least: int = 4) -> int:
    """Return how many digits it takes to see that `value` is none of the others; 8 are as many as float32 can use."""
    return next((n for n in range(least, 8) if number(value, n) not in {number(other, n) for other in others}), 8)


def lr_position(lr: float, critical: float, zero_grad: bool, _: Translate) -> str:
    """Say on which side of the critical learning rate the person is."""
    text = {
        (True, True): _("Below {critical}, the critical learning rate of this data: gradient descent converges."),
        (True, False): _("Above {critical}, the critical learning rate of this data: gradient descent diverges."),
        (False, True): _("Below {critical}, the bound with zero_grad off: it swings, but does not explode."),
        (False, False): _("Above {critical}, the bound with zero_grad off: it diverges."),
    }[zero_grad, lr < critical]
    return text.format(critical=_plain(critical, _digits_apart(critical, lr)))


def verdict_sentence(run: Run, theory: Theory, _: Translate) -> str:
    """Say in one sentence what the run does and why, with its numbers; in a second one, where its numbers ended."""
    verdict, config = theory.verdict, run.config
    text = _why(verdict, config.zero_grad, config.lr > theory.critical_lr, _)
    if run.diverged_at is not None:
        text += " " + _("At epoch {stopped} the numbers are no longer finite in float32, and the run stops.")
    digits = _digits_apart(config.lr, verdict.critical_lr, theory.critical_lr)
    return text.format(
        lr=_plain(config.lr, digits),
        critical=_plain(verdict.critical_lr, digits),
        on_critical=_plain(theory.critical_lr, digits),
        epochs=config.epochs,
        shrinks=percent(1 - verdict.factor) if verdict.factor < 1 else "",
        grows=_plain(verdict.factor, _digits_apart(verdict.factor, 1.0, least=3)),
        remains=percent(verdict.remains) if math.isfinite(verdict.remains) else "",
        halving=_plain(max(1.0, verdict.halving), 3),
        steep=_plain(verdict.periods[0], 3) if verdict.periods else "",
        flat=_plain(verdict.periods[1], 3) if verdict.periods else "",
        stopped=run.diverged_at,
    )


def _why(verdict: Verdict, zero_grad: bool, above_critical: bool, _: Translate) -> str:
    if verdict.at_optimum:
        return _("It starts at the least-squares point: the gradient there is zero, and nothing moves.")
    if not zero_grad:
        return _why_accumulating(verdict, above_critical, _)
    if verdict.kind == "oscillating":
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
            "and takes {halving} steps to halve; after {epochs} epochs {remains} of the way is left."
        ),
        ("crawling", True): _(
            "**Crawling:** lr {lr} is so close below the critical {critical} that each step oversteps the valley and lands "
            "only {shrinks} closer; after {epochs} epochs {remains} of the way is left."
        ),
        ("diverging", True): _(
            "**Diverging:** lr {lr} is above this data's critical {critical}. Each step oversteps the valley "
            "and lands {grows} times as far on the other side."
        ),
    }[verdict.kind, verdict.zigzag]


def _why_accumulating(verdict: Verdict, above_critical: bool, _: Translate) -> str:
    if verdict.kind == "diverging":
        return _(
            "**Diverging:** even with the gradients added up, lr must stay below {critical}. "
            "At {lr} every step lands {grows} times as far on the other side."
        )
    if above_critical:
        return _(
            "**Oscillating for ever:** the gradients add up, which is momentum 1. lr {lr} would diverge with zero_grad on "
            "(critical {on_critical}), but stays below {critical}, where adding up begins to explode. "
            "One swing takes {steep} epochs across the valley and {flat} along it."
        )
    return _(
        "**Oscillating for ever:** the gradients add up, which is momentum 1. Nothing slows the swing down, and below "
        "{critical} it does not explode either. One swing takes {steep} epochs across the valley and {flat} along it."
    )


def explanation(run: Run, theory: Theory, _: Translate) -> list[str]:
    """Return the short paragraphs that say what one is looking at, in Markdown."""
    return [_colours(_), _gradients(run, _), _style(run, _), _advice(run, theory, _)]


def _colours(_: Translate) -> str:
    return _(
        "**Blue** is this run, **orange** what theory says of it, **grey** the data. "
        "Each point (W, b) of the surface is one line of the fit."
    )


def _gradients(run: Run, _: Translate) -> str:
    if run.config.zero_grad:
        return _(
            "`zero_grad()` is on: each step forgets the last gradient and follows the slope where it stands. "
            "This is plain gradient descent."
        )
    return _(
        "`zero_grad()` is off: `backward()` adds each new gradient to what `.grad` already holds, so every step follows the sum "
        "of all gradients so far. That is exactly `SGD(momentum=1.0)`: a ball in the bowl with no friction."
    )


def _style(run: Run, _: Translate) -> str:
    return {
        "manual": _(
            "`W` and `b` are tensors with `requires_grad=True`, and the cost is written out by hand: "
            "`torch.mean((hypothesis - y_train) ** 2)`."
        ),
        "linear": _(
            "`nn.Linear(1, 1)` holds W and b as `weight` and `bias` and begins at random values; `F.mse_loss` is the cost."
        ),
        "module": _("A class of your own on `nn.Module`: `model(x)` calls its `forward`, which calls its `nn.Linear`."),
    }[run.config.style]


def _advice(run: Run, theory: Theory, _: Translate) -> str:
    if not run.config.zero_grad:
        return _("Try: switch `zero_grad()` on at the same learning rate.")
    text = {
        "crawling": _("Try: lr {fastest} is the fastest for this data. Both directions then shrink equally fast."),
        "converging": _("Try: a learning rate just above the critical {critical}, or switch `zero_grad()` off."),
        "diverging": _("Try: the same learning rate with `zero_grad()` off."),
        "oscillating": _("Try: a learning rate a little lower."),
    }[theory.verdict.kind]
    return text.format(fastest=number(theory.fastest_lr), critical=number(theory.critical_lr))
