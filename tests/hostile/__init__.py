"""Hostile mail, servers, terminals and neighbours. Each rule of the threat model, and the tests that prove it:

T1 no control sequence of a mail, name or answer reaches the terminal
    hostile/test_screens.py::test_a_sample_of_payloads_through_every_screen
    hostile/test_screens.py::test_all_payloads_through_every_screen
    hostile/test_surfaces.py::test_a_sample_of_payloads_in_every_widget
    hostile/test_choke.py::test_no_forbidden_character_leaves_in_text_or_link
    hostile/test_choke.py::test_an_open_gate_is_noticed
T2 terminal answers and pastes press no keys
    hostile/test_real_terminals.py::test_no_answer_becomes_a_key
    hostile/test_guard.py::test_an_answer_is_no_key
    hostile/test_paste.py::test_nothing_is_done_to_any_mail
T3 no markup comes from data
    hostile/test_lint.py::test_the_screens_build_their_text
    hostile/test_surfaces.py::test_a_sample_of_payloads_in_every_widget
T4 no mail crashes or freezes the program
    hostile/test_screens.py::test_a_sample_of_payloads_through_every_screen
    mail/body/test_hostile.py::test_hostile_html_is_read_or_refused_within_the_first_page
    mail/body/test_hostile.py::test_the_worker_survives_all_of_it
    mail/body/test_worker.py::test_a_late_mail_falls_back_to_its_text_and_the_next_one_is_read
T5 a sender's address stands beside the name, and pretenders are marked
    ui/test_reader_lines.py::test_a_doubtful_sender_is_marked_with_the_real_address_in_sight
    text/test_address.py::test_a_pretender_is_marked_and_shown_by_address
    text/test_address.py::test_replies_that_go_elsewhere_are_said
T6 a body stays in its gutter and cannot imitate the program; a mail leaves only from a screen that shows it
    ui/test_reader_lines.py::test_no_line_of_a_body_begins_at_the_edge_or_runs_over
    ui/test_review.py::test_everything_that_will_leave_is_shown
    ui/test_review.py::test_a_key_that_comes_before_it_could_be_read_sends_nothing
T7 hidden text is found, counted, and kept out of what is shown
    mail/body/test_hidden.py::test_hidden_words_are_found_with_their_reason_and_not_shown
    mail/body/test_hidden.py::test_there_are_enough_ways
    mail/body/test_hidden.py::test_honest_mail_raises_no_alarm_and_loses_no_word
    mail/test_compose.py::test_hidden_text_is_not_quoted_and_that_is_told
    hostile/test_traces.py::test_a_whole_session_leaves_private_files_and_nothing_else
    flows/test_injection.py::test_an_injected_mail_is_recognised_and_taken_from_its_agent
T14 a key comes from the environment, a private file or the system's store, never from the command line
    cli/test_commands.py::test_a_key_on_the_command_line_is_refused_and_not_repeated
    cli/test_first_run.py::test_a_readable_key_file_is_refused_with_its_remedy
    cli/test_first_run.py::test_a_key_from_the_environment_opens_the_account_and_stays_there
    cli/test_keyring.py::test_a_key_in_the_system_store_is_used_and_removed
T15 every file of the program is private from birth
    hostile/test_traces.py::test_a_whole_session_leaves_private_files_and_nothing_else
    cli/test_commands.py::test_every_file_is_private_whatever_the_shell_says
    text/test_paths.py::test_a_file_is_private_from_birth_even_with_an_open_umask
T17 a private key is never shown or logged, and can be locked
    cli/test_first_run.py::test_a_new_agent_is_registered_and_its_key_never_shown
    cli/test_first_run.py::test_a_passphrase_locks_the_key_of_an_agent
    api/test_secrets.py::test_secrets_hide_themselves
T18 no secret in an error, a log or a crash, whose status is true
    cli/test_endings.py::test_a_crash_is_a_sentence_and_a_log_without_secrets
    hostile/test_ending.py::test_a_crash_tells_no_variable_and_no_control
    api/test_secrets.py::test_no_canary_in_any_error_or_log
    hostile/test_traces.py::test_a_whole_session_leaves_private_files_and_nothing_else
T19 the log has one escaped line for a record, in private files of bounded size
    text/test_log.py::test_one_line_per_record_whatever_the_subject
    text/test_log.py::test_five_private_files_of_a_megabyte
    hostile/test_files.py::test_in_the_log
T20 the clipboard is written only when asked, and told
    hostile/test_traces.py::test_a_whole_session_leaves_private_files_and_nothing_else
    hostile/test_files.py::test_on_the_clipboard
    ui/test_reader.py::test_a_copy_is_told_with_its_length
    ui/test_reader.py::test_guests_neither_copy_nor_save
T21 an address is opened only after its real host was shown, by a fixed program
    hostile/test_traces.py::test_a_whole_session_leaves_private_files_and_nothing_else
    ui/test_reader.py::test_a_link_opens_only_after_its_host_was_shown_and_enter
    ui/test_reader.py::test_no_browser_over_ssh_for_guests_or_without_a_desktop
    text/test_link.py::test_what_has_two_meanings_is_not_opened
T22 the person's editor is started without a shell, on a private file, and a kill loses nothing
    ui/test_editor.py::test_no_shell_reads_the_words_or_the_path
    ui/test_compose_terminal.py::test_what_an_editor_had_saved_when_the_program_was_killed_is_there_at_the_next_start
T23 a burst of keys changes and sends nothing, and what was done can be undone
    ui/test_compose_terminal.py::test_letters_in_a_burst_or_a_paste_send_nothing
    ui/test_dispatch.py::test_a_burst_of_letters_changes_nothing_but_may_move
    hostile/test_paste.py::test_a_command_that_was_pasted_with_its_enter_waits_for_the_person
    flows/test_sending.py::test_what_was_taken_back_is_whole_can_be_mended_and_leaves_once
T32 a signal gives the terminal back and ends with a true status
    cli/test_endings.py::test_a_signal_leaves_a_sane_terminal_and_a_true_status
    hostile/test_ending.py::test_a_signal_while_the_program_hangs_gives_it_back_too
"""
