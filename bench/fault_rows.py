"""All faults by their number: those made here, and those that tests make."""

from __future__ import annotations

import fault_database
import fault_files
import fault_jobs
import fault_lines
import fault_redis
import overload
import rolling
from fault_kinds import FAULTS

#: Their rows are in FAULTS once they are imported.
MADE_IN = (fault_database, fault_files, fault_jobs, fault_lines, fault_redis, overload, rolling)

#: number -> name, how, and the tests that make it and look at what is left.
TESTED: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "F01": (
        "The web worker dies before the charge",
        "the process ends around the call; the clock resumes",
        (
            "shop/tests/test_stripe.py::test_matrix_10_a_page_that_was_never_asked_for_is_opened_closed",
            "shop/tests/test_payment_services.py::test_a_payment_whose_page_was_never_opened_expires_and_stays_closed",
        ),
    ),
    "F02": (
        "… after the charge, before our commit",
        "the process ends after the provider's answer; events lost or late",
        (
            "shop/tests/test_stripe.py::test_matrix_10_a_process_that_dies_around_the_call_is_resumed_with_one_session",
            "shop/tests/test_stripe.py::test_matrix_10_a_session_whose_name_never_reached_us_is_found_and_closed",
            "shop/tests/test_stripe.py::test_matrix_05_when_all_webhooks_are_lost_the_clock_finds_the_money",
        ),
    ),
    "F03": (
        "… after the commit, before the reply",
        "the same order is sent again, ten at once",
        ("shop/tests/test_races.py::test_one_basket_sent_ten_times_at_once_is_one_order",),
    ),
    "F13": (
        "A job is enqueued and its transaction rolls back",
        "an error after `enqueue`",
        ("portal/core/tests/test_jobs.py::test_a_job_of_a_transaction_that_fails_was_never_there",),
    ),
    "F16": (
        "A webhook comes three days late",
        "the reservation has ended, the piece is there or gone",
        (
            "shop/tests/test_stripe.py::test_matrix_14_late_money_for_a_piece_that_is_gone_goes_back_in_full",
            "shop/tests/test_stripe.py::test_matrix_15_late_money_is_taken_while_the_piece_is_still_there",
        ),
    ),
    "F17": (
        "Webhooks at once, out of order, lost",
        "five at once, every order, none",
        (
            "shop/tests/test_inbox.py::test_matrix_03_an_event_sent_five_times_at_once_is_one_row_and_one_effect",
            "shop/tests/test_stripe.py::test_matrix_04_whatever_the_order_of_events_the_end_is_the_same",
            "shop/tests/test_stripe.py::test_matrix_05_when_all_webhooks_are_lost_the_clock_finds_the_money",
        ),
    ),
    "F18": (
        "Stripe times out after it has worked, answers 500, is gone",
        "the fake on loopback does so",
        (
            "shop/tests/test_stripe.py::test_matrix_11_one_fault_is_repeated_by_the_library_and_makes_one_session",
            "shop/tests/test_stripe.py::test_matrix_11_a_stripe_that_is_down_loses_nothing",
            "shop/tests/test_stripe.py::test_matrix_18_whatever_becomes_of_the_answer_one_refund_is_made",
            "shop/tests/test_stripe.py::test_matrix_18_a_stored_500_is_left_behind_with_a_new_key",
        ),
    ),
    "F19": (
        "PayPal refuses a second request with the same id, or fails around it",
        "the fake on loopback does so",
        (
            "shop/tests/test_paypal.py::test_matrix_10_11_a_fault_around_the_create_call_makes_one_order",
            "shop/tests/test_paypal.py::test_t33_a_fault_around_the_capture_takes_the_money_once",
        ),
    ),
    "F23": (
        "The clock jumps",
        "processes whose clock is a day on, beside right ones: a worker's lease, the turns of the clock",
        (
            "portal/core/tests/test_clock.py::test_a_process_whose_clock_is_wrong_goes_by_the_databases",
            "portal/core/tests/test_clock.py::test_a_worker_whose_clock_is_wrong_takes_nobody_for_dead",
        ),
    ),
    "F24": (
        "Old code runs on a migrated database",
        "each new migration is read; an index is made beside writes",
        ("portal/core/tests/test_upgrading.py",),
    ),
    "F28": (
        "A socket server and Redis die in a conversation",
        "SIGKILL while two people talk; both come back",
        ("messaging/tests/test_outage.py",),
    ),
    "F32": (
        "Pictures that are bombs, cut off, or something else",
        "each is uploaded; memory is measured",
        ("portal/core/tests/test_hostile_files.py", "portal/core/tests/test_images.py"),
    ),
    "F34": (
        "Broken settings of each kind",
        "the site is started with each",
        ("portal/tests/test_settings.py",),
    ),
}

__all__ = ["FAULTS", "MADE_IN", "TESTED"]
