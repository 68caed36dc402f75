"""Puts eighteen mistakes into payments and payouts, one after the other, and shows which test catches each.

    .venv/bin/python bench/payment_bugs.py            all of them, on SQLite; a few minutes
    .venv/bin/python bench/payment_bugs.py 3 7        only these

Works on a copy of the checkout; exits with 1 if a mistake was not noticed.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Bug:
    what: str
    file: str
    good: str
    bad: str
    tests: str


BUGS = (
    Bug(
        "Whatever amount came in pays the order",
        "shop/services/facts.py",
        "if (facts.amount_minor, facts.currency) != (payment.amount_minor, payment.currency):",
        "if False:",
        "shop/tests/test_stripe.py -k matrix_24",
    ),
    Bug(
        "A second payment of an order is accepted",
        "shop/services/facts.py",
        "    elif order.status != orders.AWAITING:\n        return False\n",
        "",
        "shop/tests/test_stripe.py -k matrix_16",
    ),
    Bug(
        "Pieces are given back before the provider has closed the page",
        "shop/payments/stripe_checkout.py",
        "            self.ask(self.client.v1.checkout.sessions.expire, session.id)",
        "            return Facts(Status.EXPIRED, ref=session.id)",
        "shop/tests/test_stripe.py -k matrix_08",
    ),
    Bug(
        "Each try of a payment has a key of its own",
        "shop/payments/stripe_checkout.py",
        'key=f"pay-{payment.uuid}")',
        'key=f"pay-{__import__(chr(117) + chr(117) + chr(105) + chr(100)).uuid4()}")',
        "shop/tests/test_stripe.py -k matrix_10",
    ),
    Bug(
        "A refund is asked for under a new key without looking first",
        "shop/services/refunds.py",
        "told = _look_first(refund) or provider.refund(refund)",
        "told = provider.refund(refund)",
        "shop/tests/test_stripe.py -k matrix_18",
    ),
    Bug(
        "A refund under an error that Stripe keeps is never asked for anew",
        "shop/models/payments.py",
        "return max(self.tries - 1, 0) // MOST_TRIES_WITH_A_KEY",
        "return 0",
        "shop/tests/test_stripe.py -k matrix_18",
    ),
    Bug(
        "What is promised but not given back yet can be promised again",
        "shop/services/refunds.py",
        'return int(sale.gross_minor - taken["total"] - promised["total"])',
        'return int(sale.gross_minor - taken["total"])',
        "shop/tests/test_refund_pages.py -k promised",
    ),
    Bug(
        "A refund that failed stays booked",
        "shop/services/refunds.py",
        'ledger.reverse(entry=entry, key=f"refund-failed:{refund.uuid}", now=now)',
        "pass",
        "shop/tests/test_stripe.py -k matrix_21",
    ),
    Bug(
        "A signature of any secret is good",
        "shop/payments/stripe_checkout.py",
        "            except self._stripe.SignatureVerificationError:\n                continue",
        "            except self._stripe.SignatureVerificationError:\n                return",
        "shop/tests/test_stripe.py -k matrix_23",
    ),
    Bug(
        "A poison event stops the others",
        "shop/services/inbox.py",
        "        return _failed(event, error, now)\n    event.processed_at",
        "        raise error\n    event.processed_at",
        "shop/tests/test_inbox.py -k matrix_25",
    ),
    Bug(
        "PayPal's money is taken without a look at the pieces",
        "shop/services/payments.py",
        "not payment.is_cancelled and _is_still_there(payment, order, now)",
        "True",
        "shop/tests/test_paypal.py -k 'matrix_14 or matrix_08'",
    ),
    Bug(
        "A dispute that is won stays held",
        "shop/services/disputes.py",
        "        ledger.post_dispute_won(ref=dispute.ref, now=now, fee_back=told.fee_is_back)",
        "        pass",
        "shop/tests/test_stripe.py -k matrix_22",
    ),
    Bug(
        "A refused transfer is sent again under its old key",
        "shop/services/sending.py",
        "payout.key_number, payout.tries = payout.key_number + 1, 0",
        "payout.tries = 0",
        "shop/tests/test_sending.py -k matrix_28",
    ),
    Bug(
        "A transfer is sent again without looking whether it was made",
        "shop/services/sending.py",
        "told = way.find(payout) if payout.tries > 1 else None",
        "told = None",
        "shop/tests/test_sending.py -k one_transfer_is_made",
    ),
    Bug(
        "What is on its way can be called off",
        "shop/services/payouts.py",
        "    if not payout.is_waiting:\n",
        "    if not payout.is_open:\n",
        "shop/tests/test_sending.py -k called_off",
    ),
    Bug(
        "A payout that came back is nobody's",
        "shop/services/sending.py",
        '    payouts.post(payout, "failed", source, Kind.EARNINGS, now)\n',
        "",
        "shop/tests/test_sending.py -k in_hand_again",
    ),
    Bug(
        "The page after one that waited in vain asks a silent provider again",
        "shop/views/payments.py",
        "            if not silence.is_fresh(request):\n",
        "            if True:\n",
        "shop/tests/test_ways_to_pay.py -k matrix_11",
    ),
    Bug(
        "A silent night counts as one that has caught up",
        "shop/services/catching_up.py",
        "    told = providers.recaller(name).missed(since=since)\n",
        "    CaughtUp.objects.update_or_create(provider=name, defaults={'until': now})\n"
        "    told = providers.recaller(name).missed(since=since)\n",
        "shop/tests/test_catching_up.py -k made_up_for",
    ),
)


def main(chosen: list[str]) -> None:
    numbers = [int(each) for each in chosen] or range(1, len(BUGS) + 1)
    with tempfile.TemporaryDirectory() as place:
        copy = Path(place) / "copy"
        shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(".git", ".venv", "var", "node_modules"))
        survived = [number for number in numbers if not _is_caught(number, BUGS[number - 1], copy)]
    print(f"{len(list(numbers)) - len(survived)} of {len(list(numbers))} mistakes were caught")
    if survived:
        sys.exit(f"Not noticed: {survived}")


def _is_caught(number: int, bug: Bug, copy: Path) -> bool:
    file = copy / bug.file
    good = file.read_text()
    if good.count(bug.good) != 1:
        sys.exit(f"{number}: {bug.file} has changed; write the mistake anew")
    file.write_text(good.replace(bug.good, bug.bad))
    try:
        names, _dash, chosen = bug.tests.partition(" -k ")
        command = [sys.executable, "-m", "pytest", "-q", "-x", names, "-k", chosen.strip("'")]
        env = {**os.environ, "VAR_DIR": str(copy / "var")}
        ended = subprocess.run(command, cwd=copy, env=env, capture_output=True, text=True, check=False)  # noqa: S603
    finally:
        file.write_text(good)
    last = ended.stdout.strip().splitlines()[-1] if ended.stdout.strip() else ended.stderr[-200:]
    print(f"{number:2} {'caught' if ended.returncode == 1 else 'NOT CAUGHT'}: {bug.what} ({last})", flush=True)
    return ended.returncode == 1


if __name__ == "__main__":
    main(sys.argv[1:])
