"""Texts that explain a run: pure functions of the run and its theory. Tests compare their claims with the run."""

from __future__ import annotations

from dataclasses import replace

from linreg import Run, Theory, analyse
from linreg.aliases import Translate
from linreg.config import LEARNING_RATES
from linreg.data.presets import SOURCES
from linreg.theory.momentum import Momentum
from linreg.words.advice import LONG_BOWL
from linreg.words.numbers import digits_apart, number, plain


def lr_position(theory: Theory, _: Translate) -> str:
    """Return on which side of the bound lr lies; for plain gradient descent the bound is the critical learning rate."""
    config, bound = theory.config, theory.bound
    if bound is None or theory.momentum is None:
        return _no_bound(theory, _)
    if bound == 0:
        return _("Momentum with zero_grad off diverges at every learning rate.")
    mu = plain(theory.momentum.mu, 4)
    if theory.verdict and theory.verdict.on_edge:
        return _itself(theory.momentum, _).format(bound=plain(bound, 4), mu=mu)
    text = _side(theory.momentum, config.lr < bound, _)
    if bound < LEARNING_RATES[0]:
        text += " " + _("That is below the slider's usual range: standardise the data.")
    return text.format(bound=plain(bound, digits_apart(bound, config.lr)), mu=mu)


def _itself(momentum: Momentum, _: Translate) -> str:
    if momentum.mu:
        return _("{bound} is the bound of this data with momentum {mu} itself.")
    if not momentum.zero_grad:
        return _("{bound} is the bound with zero_grad off itself: it diverges.")
    return _("{bound} is the critical learning rate of this data itself.")


def _side(momentum: Momentum, below: bool, _: Translate) -> str:
    if momentum.mu:
        return {
            True: _("Below {bound}, the bound of this data with momentum {mu}."),
            False: _("Above {bound}, the bound of this data with momentum {mu}: it diverges."),
        }[below]
    return {
        (True, True): _("Below {bound}, the critical learning rate of this data: gradient descent converges."),
        (True, False): _("Above {bound}, the critical learning rate of this data: gradient descent diverges."),
        (False, True): _("Below {bound}, the bound with zero_grad off: it swings, but does not explode."),
        (False, False): _("Above {bound}, the bound with zero_grad off: it diverges."),
    }[momentum.zero_grad, below]


def _no_bound(theory: Theory, _: Translate) -> str:
    if theory.config.optimizer_kind.torch_name == "SGD":
        return _("In batches, no simple formula gives the bound of the learning rate.")
    return _("No simple formula gives the bound of the learning rate for {optimizer}.").format(
        optimizer=theory.config.optimizer_kind.torch_name
    )


def explanation(run: Run, theory: Theory, _: Translate) -> list[str]:
    """Return the explanation of the page as short Markdown paragraphs."""
    says = [_data(run, _), _scale(run, theory, _), _gradients(run, _), _style(run, _), _optimizer(run, _), _batches(run, _)]
    paragraphs = [_colours(_), *says]
    return [paragraph for paragraph in paragraphs if paragraph]


def _data(run: Run, _: Translate) -> str:
    name = run.dataset.name
    text = {
        "noisy": _("The data: the line y = 2 x + 1 with normal noise of standard deviation 0.5, drawn once with a fixed seed."),
        "outlier": _(
            "The data: seven points on the line y = 2 x and one far off it. Because errors are squared, it has a large effect."
        ),
        "hubble": _("The data: distance in megaparsecs (x) and velocity in km/s (y) of 24 galaxies."),
        "cars": _("The data: speed in miles an hour (x) and stopping distance in feet (y) of cars, measured 50 times."),
        **dict.fromkeys(
            [f"anscombe-{number}" for number in (1, 2, 3, 4)],
            _("The data: one of four sets with the same least-squares line, y = 3.00 + 0.500 x, and four different pictures."),
        ),
    }.get(name, "")
    return f"{text} *{SOURCES[name]}*" if name in SOURCES and text else text


def _optimizer(run: Run, _: Translate) -> str:
    kind = run.config.optimizer_kind
    text = {
        "sgd": "",
        "momentum": _("With momentum below 1 the step follows a running sum of the gradients, of which the older ones fade."),
        "nesterov": _("Nesterov's momentum looks one step ahead before it turns."),
        "adagrad": _(
            "Adagrad divides each step by the root of the sum of all squared gradients so far: its learning rates only ever fall."
        ),
        "rmsprop": _(
            "RMSprop divides the gradient by the root of a running mean of its square: "
            "a cost 100 times as large gives nearly the same steps."
        ),
        "adam": _("Adam is momentum and RMSprop together: its first step is lr itself, however steep the bowl."),
        "adamw": _("AdamW is Adam that also pulls W and b towards 0 (weight decay), so it can end beside least squares."),
    }[run.config.optimizer]
    return text and f"{text} [torch.optim.{kind.torch_name}]({kind.documentation}): *{kind.summary}*"


def _batches(run: Run, _: Translate) -> str:
    if run.updates_per_epoch == 1:
        return ""
    return _(
        "An epoch is one pass over all points in {updates} batches, shuffled anew each time. Each batch has a gradient of its own, "
        "so the path trembles. The cost drawn is that of all points; "
        "the log prints that of the last batch, as training loops often do."
    ).format(updates=run.updates_per_epoch)


def _colours(_: Translate) -> str:
    return _(
        "**Blue** is this run, **orange** what theory says of it, **grey** the data. "
        "Each point (W, b) of the surface is one line of the fit."
    )


def _gradients(run: Run, _: Translate) -> str:
    if run.config.zero_grad:
        return _("`zero_grad()` is on: it clears `.grad`, so that each `backward()` leaves only the new gradient there.")
    if run.config.optimizer != "sgd" or run.updates_per_epoch > 1:
        return _("`zero_grad()` is off: `backward()` adds each new gradient to what `.grad` already holds.")
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
            "`nn.Linear(1, 1)` holds W and b as `weight` and `bias` and begins at random values unless a start is set; "
            "`F.mse_loss` is the cost."
        ),
        "module": _("A subclass of `nn.Module`: `model(x)` calls its `forward`, which calls its `nn.Linear`."),
    }[run.config.style]


def _scale(run: Run, theory: Theory, _: Translate) -> str:
    """Return the effect of standardising on the condition number, or why it would help; "" if it matters little."""
    if run.scaling is not None:
        before = analyse(replace(run.config, scale=False))
        W, b = run.scaling.unscaled(*run.final)
        text = _(
            "**Standardised:** the condition number falls from {before} to {after}. W and b are those of the standardised points; "
            "in the data's own units the line is {line}."
        )
        line = f"y = {number(W)} x {'−' if b < 0 else '+'} {number(abs(b))}"
        return text.format(before=number(before.condition_number), after=number(theory.condition_number), line=line)
    if theory.condition_number >= LONG_BOWL and run.config.optimizer_kind.torch_name == "SGD":
        text = _(
            "**A long valley:** the condition number of this data is {number}. The steep direction allows only a small learning "
            "rate, with which plain SGD takes thousands of epochs along the flat one. Standardise x and y: the bowl becomes round."
        )
        return text.format(number=number(theory.condition_number))
    return ""
