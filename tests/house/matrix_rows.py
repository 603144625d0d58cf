"""What everybody gets at each address; how to read a row stands in test_access_matrix.py. A new address comes in here."""

from __future__ import annotations

PUBLIC, SIGNED_IN, STAFF, HOSTS = "+++++", "d++++", "dnn++", "dn+++"
ROOM, ROOM_OUT = "d++++", "d--++"
RUNNERS = "d-+++"  # inside, the host runs the date and the member does not
ROOM_HOST, ROW_OUT, STAFF_OUT, HOSTS_OUT = "dn+++", "d----", "dnn--", "dn---"

MATRIX: dict[str, tuple[str, str | None]] = {
    **dict.fromkeys(
        "accessibility.show accounts.sign_in accounts.signed_out cards.enter cards.show cards.confirm cards.sign_in "
        "healthz readyz help.show settings.show settings.update staff.sign_in staff.create_session staff.welcome "
        "staff.open_setup staff.complete_setup asset offline.home offline.week offline.phones offline.worker "
        "offline.manifest papers.programme_pdf papers.week feeds.week".split(),
        (PUBLIC, None),
    ),
    **dict.fromkeys(
        "home.index accounts.profile accounts.update_profile accounts.attention accounts.update_attention accounts.stay accounts.sign_out rooms.index calendar.index "
        "calendar.mine calendar.read_news my_days.index notifications.ways notifications.choose home.read "
        "notifications.subscribe notifications.unsubscribe papers.mine papers.mine_pdf subscriptions.show "
        "subscriptions.make subscriptions.stop runsheet.today".split(),
        (SIGNED_IN, None),
    ),
    **dict.fromkeys(
        "rooms.show rooms.news rooms.other_tables rooms.create_message rooms.choose_message rooms.message rooms.search rooms.greetings "
        "rooms.send_greeting rooms.address rooms.attention rooms.update_attention".split(),
        (ROOM, ROOM_OUT),
    ),
    # The member of the matrix wrote the message, so may hide it and show it again.
    **dict.fromkeys("rooms.hide_message rooms.restore_message".split(), (ROOM, ROOM_OUT)),
    **dict.fromkeys(
        "rooms.open_room rooms.close_room rooms.hidden rooms.tables rooms.move_people rooms.order rooms.person "
        "rooms.pause_form rooms.pause rooms.removal_form rooms.remove_person rooms.lift rooms.hours rooms.add_hours "
        "rooms.remove_hours".split(),
        (ROOM_HOST, ROOM_OUT),
    ),
    **dict.fromkeys(
        "calendar.show calendar.sign_up calendar.leave calendar.done seats.company seats.bring seats.come_alone "
        "seats.answer feeds.date needs.show needs.food_form needs.food needs.travel_form needs.travel "
        "needs.remove_form needs.remove seats.end_standing seats.take_back_standing".split(),
        (SIGNED_IN, ROW_OUT),
    ),
    **dict.fromkeys(
        "runners.index runners.guest_form runners.sign_up_guest runners.member_form runners.sign_up_member "
        "runners.leave runners.rejoin runners.answer exchange.sign_ups".split(),
        (HOSTS, ROW_OUT),
    ),
    **dict.fromkeys(
        "my_days.show my_days.calls runsheet.show runsheet.kitchen_page runsheet.travel_page runsheet.seating_page "
        "runsheet.roll_page runsheet.pdf guest_needs.index guest_needs.food_form guest_needs.food "
        "guest_needs.travel_form guest_needs.travel attendance.show attendance.save attendance.undo".split(),
        (RUNNERS, ROW_OUT),
    ),
    "feeds.person": (PUBLIC, "-----"),
    **dict.fromkeys("calls.index calls.start calls.paper calls.begin".split(), (HOSTS, None)),
    # A call is its caller's, who here is the administrator.
    **dict.fromkeys(
        "calls.show calls.settle calls.other_way_form calls.other_way calls.undo calls.answer".split(),
        ("dn--+", HOSTS_OUT),
    ),
    # The member of the matrix wrote the message, so has nothing to report.
    "rooms.report_message": (ROOM_HOST, ROOM_OUT),
    "rooms.withdraw_report": (ROOM, ROOM_OUT),
    "admin.index": (HOSTS, None),
    "dates.roll": (HOSTS, HOSTS_OUT),
    **dict.fromkeys(
        "activities.index activities.new activities.preview activities.create people.index people.new people.create "
        "admin_rooms.index admin_rooms.new admin_rooms.create admin.reports week.show statistics.show statistics.as_csv "
        "outbox.show papers.index papers.sheets papers.printed papers.not_printed exchange.activities "
        "exchange.activities_template exchange.sign_ups_template exchange.import_form exchange.show_import "
        "exchange.save_import".split(),
        (STAFF, None),
    ),
    **dict.fromkeys(
        "activities.undo_edit activities.show activities.update activities.edit_form activities.preview_edit activities.resume "
        "activities.end_form activities.end dates.show dates.sign_up_form dates.sign_up dates.leave dates.move_form "
        "dates.move dates.move_back dates.capacity_form dates.change_capacity dates.cancel_form dates.cancel "
        "dates.restore people.show people.update people.issue_card people.card_pdf people.stop_card "
        "people.sign_out_everywhere people.reactivate people.deactivate admin_rooms.edit admin_rooms.update "
        "admin_rooms.invite admin_rooms.archive admin_rooms.open_room admin_rooms.close_room admin_rooms.uninvite "
        "admin_rooms.restore admin.hide_reported admin.keep_reported admin.reopen_report again.new online.form online.go "
        "online.back team.show team.assign team.take_off team.restore standing.index standing.grant standing.end "
        "people.contact people.update_contact outbox.try_again outbox.put_away outbox.take_back papers.of_person "
        "papers.of_person_pdf papers.show_poster papers.poster_pdf exchange.sign_ups_form exchange.show_sign_ups "
        "exchange.save_sign_ups subscriptions.show_for subscriptions.make_for subscriptions.stop_for people.apart "
        "people.keep_apart people.let_together".split(),
        (STAFF, STAFF_OUT),
    ),
    "people.make_setup_link": ("dnnn+", "dnnn-"),
}
