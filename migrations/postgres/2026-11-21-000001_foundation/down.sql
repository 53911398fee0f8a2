DROP TABLE installation, audit_lines, caught_mails, outbox, idempotency_keys, registrations, company_seats,
    meetings, sessions, session_groups, events, api_tokens, console_sessions, sign_in_links, members, organizations;
