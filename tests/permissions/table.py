"""Who may do what: one row a route and method, one column a role (the order of `world.ROLES`).

`A` is let through to the rules behind (any answer but 401, 403, 404, 405 or a fault); `login` is sent to the log-in page;
a number is that answer (302: led away with a sentence). A stranger's answer is 404: what you may not see does not exist.
"""

A = "A"

#                                          nobody owner manager sales door exhibitor buyer visitor outsider other_firm
API = """
api_fairs                       GET        A      A     A       A     A    A         A     A       A        A
api_fair                        GET        A      A     A       A     A    A         A     A       A        A
api_halls                       GET        A      A     A       A     A    A         A     A       A        A
api_plan                        GET        A      A     A       A     A    A         A     A       A        A
api_plan_state                  GET        A      A     A       A     A    A         A     A       A        A
api_booths                      GET        A      A     A       A     A    A         A     A       A        A
api_booth                       GET        A      A     A       A     A    A         A     A       A        A
api_booth_quote                 GET        A      A     A       A     A    A         A     A       A        A
api_booth_holds                 POST       401    403   403     403   403  A         A     403     403      A
api_bookings                    GET        401    A     A       A     A    A         A     A       A        A
api_booking                     GET        401    A     A       A     A    A         404   404     404      404
api_booking_extend              POST       401    403   403     403   403  A         404   404     404      404
api_booking_release             POST       401    403   403     403   403  A         404   404     404      404
api_booking_submit              POST       401    403   403     403   403  A         404   404     404      404
api_booking_approve             POST       401    A     A       A     403  403       404   404     404      404
api_booking_decline             POST       401    A     A       A     403  403       404   404     404      404
api_booking_mark_paid           POST       401    A     A       A     403  403       404   404     404      404
api_booking_cancel              POST       401    A     A       A     403  A         404   404     404      404
api_exhibitors                  GET        A      A     A       A     A    A         A     A       A        A
api_exhibitor                   GET        404    A     A       A     A    A         404   404     404      404
api_companies                   GET        A      A     A       A     A    A         A     A       A        A
api_company                     GET        A      A     A       A     A    A         A     A       A        A
api_company                     PATCH      401    404   404     404   404  A         404   404     404      404
api_needs                       GET        A      A     A       A     A    A         A     A       A        A
api_needs                       POST       401    404   404     404   404  A         A     404     404      A
api_need                        GET        A      A     A       A     A    A         A     A       A        A
api_need                        PATCH      401    404   404     404   404  404       A     404     404      404
api_need_close                  POST       401    404   404     404   404  404       A     404     404      404
api_need_suggestions            GET        401    404   404     404   404  404       A     404     404      404
api_fair_suggestions            GET        401    403   403     403   403  A         A     403     403      403
api_registrations               GET        404    A     A       A     403  404       404   404     404      404
api_registrations               POST       A      A     A       A     A    A         A     A       A        A
api_registration                GET        404    A     A       A     A    404       404   A       404      404
api_registration                PATCH      404    A     A       403   403  404       404   A       404      404
api_registration_withdraw       POST       404    A     A       403   403  404       404   A       404      404
api_registration_reissue        POST       401    A     A       403   403  404       404   404     404      404
api_badge_pdf                   GET        404    A     A       A     A    404       404   A       404      404
api_badge_png                   GET        404    A     A       A     A    404       404   A       404      404
api_badge_svg                   GET        404    A     A       A     A    404       404   A       404      404
api_workshops                   GET        A      A     A       A     A    A         A     A       A        A
api_seats                       POST       401    404   404     404   404  A         A     A       404      404
api_seats                       DELETE     401    404   404     404   404  404       404   A       404      404
api_deliveries                  GET        401    A     A       403   403  404       404   404     404      404
api_delivery                    GET        401    A     A       403   403  404       404   404     404      404
api_delivery_resend             POST       401    A     A       403   403  404       404   404     404      404
api_imports                     POST       401    A     A       403   403  404       404   404     404      404
api_slots                       GET        A      A     A       A     A    A         A     A       A        A
api_availability                GET        401    403   403     403   403  A         A     403     403      403
api_availability                PUT        401    403   403     403   403  A         A     403     403      403
api_agenda                      GET        401    404   404     404   404  A         A     A       404      404
api_calendar_renew              POST       401    404   404     404   404  A         A     A       404      404
api_agenda_pdf                  GET        404    A     A       A     A    404       404   A       404      404
api_table_cards                 GET        401    400   400     403   400  404       404   404     404      404
api_negotiations                GET        401    A     A       403   403  404       404   404     404      404
api_negotiations_workbook       GET        401    A     A       403   403  404       404   404     404      404
api_calendar                    GET        A      A     A       A     A    A         A     A       A        A
api_meeting_requests            GET        401    A     A       A     A    A         A     A       A        A
api_meeting_requests            POST       401    403   403     403   403  A         A     403     403      403
api_meeting_request             GET        401    A     A       404   404  A         A     404     404      404
api_meeting_request             PATCH      401    404   404     404   404  A         A     404     404      404
api_meeting_request_delegate    POST       401    A     A       404   404  A         A     404     404      404
api_meeting_request_accept      POST       401    404   404     404   404  A         A     404     404      404
api_meeting_request_counter     POST       401    404   404     404   404  A         A     404     404      404
api_meeting_request_decline     POST       401    404   404     404   404  A         A     404     404      404
api_meeting_request_withdraw    POST       401    404   404     404   404  A         A     404     404      404
api_schedule_runs               GET        401    A     A       403   403  404       404   404     404      404
api_schedule_runs               POST       401    A     A       403   403  404       404   404     404      404
api_schedule_run                GET        401    A     A       403   403  404       404   404     404      404
api_schedule_preview            GET        401    A     A       403   403  404       404   404     404      404
api_schedule_lines              GET        401    A     A       403   403  404       404   404     404      404
api_schedule_unmet              GET        401    A     A       403   403  404       404   404     404      404
api_schedule_cancel             POST       401    A     A       403   403  404       404   404     404      404
api_schedule_publish            POST       401    A     A       403   403  404       404   404     404      404
api_schedule_roll_back          POST       401    A     A       403   403  404       404   404     404      404
api_schedule_place              POST       401    A     A       403   403  404       404   404     404      404
api_schedule_take_out           POST       401    A     A       403   403  404       404   404     404      404
api_schedule_undo               POST       401    A     A       403   403  404       404   404     404      404
api_meeting_lock                POST       401    A     A       404   404  403       403   404     404      404
api_meeting_unlock              POST       401    A     A       404   404  403       403   404     404      404
api_meeting_request_must        POST       401    A     A       403   403  404       404   404     404      404
api_meetings                    GET        401    A     A       A     A    A         A     A       A        A
api_meeting                     GET        401    A     A       404   404  A         A     404     404      404
api_meeting_cancel              POST       401    A     A       404   404  A         A     404     404      404
api_meeting_reschedule          POST       401    A     A       404   404  A         A     404     404      404
api_outcomes                    GET        401    A     A       404   A    A         A     404     404      404
api_outcomes                    POST       401    403   403     404   403  A         A     404     404      404
api_day_meetings                GET        401    A     A       403   A    404       404   404     404      404
api_meeting_here                POST       401    A     A       403   A    404       404   404     404      404
api_meeting_start               POST       401    A     A       403   A    404       404   404     404      404
api_meeting_end                 POST       401    A     A       403   A    404       404   404     404      404
api_meeting_no_show             POST       401    A     A       403   A    404       404   404     404      404
api_refill_offers               GET        401    A     A       A     A    A         A     A       A        A
api_refill_offer_accept         POST       401    404   404     404   404  A         A     404     404      404
api_refill_offer_decline        POST       401    404   404     404   404  A         A     404     404      404
api_runners                     GET        401    A     A       403   A    404       404   404     404      404
api_runner                      PUT        401    A     A       403   A    404       404   404     404      404
api_meeting_delegate            POST       401    A     A       404   404  A         A     404     404      404
api_meeting_proposals           POST       401    404   404     404   404  A         A     404     404      404
api_meeting_agree               POST       401    404   404     404   404  A         A     404     404      404
api_meeting_refuse              POST       401    404   404     404   404  A         A     404     404      404
api_meeting_unpropose           POST       401    404   404     404   404  A         A     404     404      404
api_blocks                      GET        401    A     A       A     A    A         A     A       A        A
api_blocks                      POST       401    403   403     403   403  A         A     403     403      403
api_block_pairs                 POST       401    A     A       403   403  404       404   404     404      404
api_block                       DELETE     401    404   404     404   404  A         404   404     404      404
api_team                        GET        401    403   403     403   403  A         A     403     403      403
api_duties                      POST       401    403   403     403   403  A         A     403     403      403
api_duty                        DELETE     401    404   404     404   404  A         404   404     404      404
api_roster                      GET        401    A     A       403   A    404       404   404     404      404
api_gates                       GET        401    A     A       403   A    404       404   404     404      404
api_checkin_lists               GET        401    A     A       403   A    404       404   404     404      404
api_scans                       GET        401    A     A       403   A    404       404   404     404      404
api_scans                       POST       401    A     A       403   A    404       404   404     404      404
api_scans_batch                 POST       401    A     A       403   A    404       404   404     404      404
api_live                        GET        401    A     A       A     A    404       404   404     404      404
api_me                          GET        401    A     A       A     A    A         A     A       A        A
api_tokens                      GET        401    A     A       A     A    A         A     A       A        A
api_tokens                      POST       401    A     A       A     A    A         A     A       A        A
api_token                       DELETE     401    A     404     404   404  404       404   404     404      404
schema                          GET        A      A     A       A     A    A         A     A       A        A
api_docs                        GET        A      A     A       A     A    A         A     A       A        A
healthz                         GET        A      A     A       A     A    A         A     A       A        A
readyz                          GET        A      A     A       A     A    A         A     A       A        A
metrics                         GET        A      A     A       A     A    A         A     A       A        A
"""

PAGES = """
web:home                        GET        A      A     A       A     A    A         A     A       A        A
web:fair                        GET        A      A     A       A     A    A         A     A       A        A
web:directory                   GET        A      A     A       A     A    A         A     A       A        A
web:company                     GET        A      A     A       A     A    A         A     A       A        A
web:needs                       GET        A      A     A       A     A    A         A     A       A        A
web:programme                   GET        A      A     A       A     A    A         A     A       A        A
web:log_in                      GET        A      A     A       A     A    A         A     A       A        A
web:log_in                      POST       A      A     A       A     A    A         A     A       A        A
web:log_in_code                 GET        login  login  login   login  login  login     login  login   login    login
web:log_in_code                 POST       A      A     A       A     A    A         A     A       A        A
web:log_out                     POST       A      A     A       A     A    A         A     A       A        A
web:company_sign_up             GET        A      A     A       A     A    A         A     A       A        A
web:company_sign_up             POST       A      A     A       A     A    A         A     A       A        A
web:company_tax_code            GET        A      A     A       A     A    A         A     A       A        A
web:company_sign_up_code        GET        A      A     A       A     A    A         A     A       A        A
web:company_sign_up_code        POST       A      A     A       A     A    A         A     A       A        A
web:team                        GET        login  404   404     404   404  A         A     404     404      A
web:team                        POST       login  404   404     404   404  A         A     404     404      A
web:team_member                 POST       login  404   404     404   404  A         404   404     404      404
web:capabilities                GET        login  404   404     404   404  A         A     404     404      A
web:capabilities                POST       login  404   404     404   404  A         A     404     404      A
web:profile_machines            GET        login  404   404     404   404  A         A     404     404      A
web:profile_machines            POST       login  404   404     404   404  A         A     404     404      A
web:profile_certificates        GET        login  404   404     404   404  A         A     404     404      A
web:profile_certificates        POST       login  404   404     404   404  A         A     404     404      A
web:profile_about               GET        login  404   404     404   404  A         A     404     404      A
web:profile_about               POST       login  404   404     404   404  A         A     404     404      A
web:start                       GET        login  A     A       A     A    A         A     A       A        A
web:plan                        GET        A      A     A       A     A    A         A     A       A        A
web:plan_state                  GET        A      A     A       A     A    A         A     A       A        A
web:booth_panel                 GET        A      A     A       A     A    A         A     A       A        A
web:booth_hold                  POST       login  403   403     403   403  A         A     403     403      A
web:booking                     GET        login  A     A       A     A    A         404   404     404      404
web:booking_move                GET        login  403   403     403   403  A         404   404     404      404
web:booking_move                POST       login  403   403     403   403  A         404   404     404      404
web:hub                         GET        login  A     A       A     A    A         A     A       A        A
web:register                    GET        A      A     A       A     A    A         A     A       A        A
web:register                    POST       A      A     A       A     A    A         A     A       A        A
web:registered                  GET        A      A     A       A     A    A         A     A       A        A
web:pass                        GET        A      A     A       A     A    A         A     A       A        A
web:pass_by_key                 GET        A      A     A       A     A    A         A     A       A        A
web:pass_withdraw               POST       A      A     A       A     A    A         A     A       A        A
web:calendar_renew              POST       A      A     A       A     A    A         A     A       A        A
web:pass_seat                   POST       A      A     A       A     A    A         A     A       A        A
web:take_seat                   POST       302    302   302     302   302  A         A     A       302      302
web:meetings                    GET        login  A     A       A     A    A         A     A       A        A
web:meeting_times               POST       login  302   302     302   302  A         A     302     302      302
web:meeting_new                 GET        login  302   302     302   302  404       404   302     302      302
web:meeting_new                 POST       login  302   302     302   302  404       404   302     302      302
web:ask_meeting                 GET        login  302   302     302   302  404       A     302     302      302
web:ask_meeting                 POST       login  302   302     302   302  404       A     302     302      302
web:wish_thread                 GET        login  404   404     404   404  A         A     404     404      404
web:wish_change                 GET        login  404   404     404   404  A         A     404     404      404
web:wish_change                 POST       login  404   404     404   404  A         A     404     404      404
web:wish_hand_over              POST       login  302   302     404   404  A         A     404     404      404
web:meeting_hand_over           POST       login  302   302     404   404  A         A     404     404      404
web:meeting_answer              POST       login  404   404     404   404  A         A     404     404      404
web:company_block               POST       login  302   302     302   302  A         A     302     302      302
web:company_lift                POST       login  404   404     404   404  A         404   404     404      404
web:duty_new                    POST       login  302   302     302   302  A         A     302     302      302
web:duty_drop                   POST       login  404   404     404   404  A         404   404     404      404
web:wish_accept                 POST       login  404   404     404   404  A         A     404     404      404
web:wish_decline                POST       login  404   404     404   404  A         A     404     404      404
web:wish_withdraw               POST       login  404   404     404   404  A         A     404     404      404
web:wish_counter                GET        login  404   404     404   404  A         A     404     404      404
web:wish_counter                POST       login  404   404     404   404  A         A     404     404      404
web:meeting_move                GET        login  404   404     404   404  A         A     404     404      404
web:meeting_move                POST       login  404   404     404   404  A         A     404     404      404
web:meeting_cancel              POST       login  A     A       404   404  A         A     404     404      404
web:outcome                     GET        login  A     A       404   A    A         A     404     404      404
web:outcome                     POST       login  A     A       404   A    A         A     404     404      404
web:outcome_by_key              GET        404    404   404     404   404  404       404   404     404      404
web:outcome_by_key              POST       404    404   404     404   404  404       404   404     404      404
web:follow_up                   GET        404    404   404     404   404  404       404   404     404      404
web:follow_up                   POST       404    404   404     404   404  404       404   404     404      404
web:my_needs                    GET        login  404   404     404   404  A         A     404     404      A
web:need_new                    GET        login  404   404     404   404  A         A     404     404      A
web:need_new                    POST       login  404   404     404   404  A         A     404     404      A
web:need_edit                   GET        login  404   404     404   404  404       A     404     404      404
web:need_edit                   POST       login  404   404     404   404  404       A     404     404      404
web:need_close                  POST       login  404   404     404   404  404       A     404     404      404
web:tables                      GET        login  A     A       403   A    404       404   404     404      404
web:table_act                   POST       login  A     A       403   A    404       404   404     404      404
web:hall                        GET        login  A     A       403   A    404       404   404     404      404
web:calls                       GET        login  A     A       403   A    404       404   404     404      404
web:runners                     GET        login  A     A       403   A    404       404   404     404      404
web:runner_act                  POST       login  A     A       403   A    404       404   404     404      404
web:roster                      GET        login  A     A       403   A    404       404   404     404      404
web:my_day                      GET        A      A     A       A     A    A         A     A       A        A
web:offer                       GET        404    404   404     404   404  A         A     404     404      404
web:offer_answer                POST       404    404   404     404   404  A         A     404     404      404
web:desk                        GET        login  A     A       A     A    404       404   404     404      404
web:desk_bookings               GET        login  A     A       A     A    404       404   404     404      404
web:desk_booking                GET        login  A     A       A     A    404       404   404     404      404
web:desk_decide                 POST       login  A     A       A     403  404       404   404     404      404
web:desk_registrations          GET        login  A     A       A     403  404       404   404     404      404
web:desk_deliveries             GET        login  A     A       403   403  404       404   404     404      404
web:desk_delivery               GET        login  A     A       403   403  404       404   404     404      404
web:desk_delivery_again         POST       login  A     A       403   403  404       404   404     404      404
web:desk_negotiations           GET        login  A     A       403   403  404       404   404     404      404
web:board                       GET        login  A     A       A     A    404       404   404     404      404
web:desk_imports                GET        login  A     A       403   403  404       404   404     404      404
web:desk_imports                POST       login  A     A       403   403  404       404   404     404      404
web:desk_import                 GET        login  A     A       403   403  404       404   404     404      404
web:desk_import                 POST       login  A     A       403   403  404       404   404     404      404
web:door                        GET        login  A     A       403   A    404       404   404     404      404
web:scanner                     GET        login  A     A       403   A    404       404   404     404      404
"""


def rows() -> dict[tuple[str, str], list[str]]:
    """(route, method) -> ten expectations."""
    table = {}
    for line in (API + PAGES).strip().splitlines():
        if line.strip():
            route, method, *expected = line.split()
            assert (route, method) not in table, f"{route} {method} stands twice"
            table[route, method] = expected
    return table
