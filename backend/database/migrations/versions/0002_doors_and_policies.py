"""Who may reach which row: policies, grants, and the functions that may do more.

Policies look at the row's own columns and at ``told()`` only. ``parties`` and ``handler_id``
change in the functions below and nowhere else.
"""

from alembic import op

revision = "0002_doors_and_policies"
down_revision = "0001_tables"

TOLD = """
CREATE FUNCTION told(name text) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
  RETURN nullif(current_setting('suara.' || name, true), '');
"""

# Tables whose rows carry parties: seen by those organisations, and by whoever holds the case id.
SHARED = (
    "grievances contacts messages files key_slots clocks acts decisions promised_remedies "
    "notes inquiries referrals model_update_cases"
).split()
OWN_KEY = {
    "receipts": "code_hash = decode(told('receipt'), 'hex')",
    "idempotency": "key_hash = decode(told('retry'), 'hex')",
    "drafts": "key_hash = decode(told('draft'), 'hex')",
    "draft_files": "key_hash = decode(told('draft'), 'hex')",
    "follow_sessions": "key_hash = decode(told('follow'), 'hex')",
}
PUBLISHED = (
    "systems system_texts system_versions model_updates model_update_texts assessments "
    "oversights publications publication_texts"
).split()
# Every desk reads the register; only the organisation that owns a system writes of it. That a row
# has the owner of its system is kept by foreign keys over both columns.
OWNED = (
    "systems system_texts system_versions model_updates model_update_texts assessments oversights"
).split()
OTHERS = ["cases", "case_references", "case_tokens", "events", "outbox", "facts"]

POLICIES = """
CREATE POLICY shown ON cases TO suara_public USING (id = told('case_id')::uuid);
CREATE POLICY shown ON case_references TO suara_public USING (case_id = told('case_id')::uuid);
CREATE POLICY shown ON grievances TO suara_public USING (case_id = told('case_id')::uuid);
CREATE POLICY shown ON contacts TO suara_public USING (case_id = told('case_id')::uuid);
CREATE POLICY shown ON messages TO suara_public USING (case_id = told('case_id')::uuid);
CREATE POLICY shown ON files TO suara_public USING (case_id = told('case_id')::uuid);
CREATE POLICY shown ON key_slots TO suara_public USING (case_id = told('case_id')::uuid);
CREATE POLICY shown ON clocks TO suara_public USING (case_id = told('case_id')::uuid);
CREATE POLICY shown ON acts TO suara_public USING (case_id = told('case_id')::uuid);
CREATE POLICY shown ON referrals TO suara_public USING (case_id = told('case_id')::uuid);
CREATE POLICY decided ON decisions TO suara_public
  USING (case_id = told('case_id')::uuid AND decided_at IS NOT NULL);
CREATE POLICY decided ON promised_remedies TO suara_public
  USING (case_id = told('case_id')::uuid AND decided_at IS NOT NULL);
CREATE POLICY recorded_outside ON events FOR INSERT TO suara_public
  WITH CHECK (case_id = told('case_id')::uuid);

CREATE POLICY read ON cases FOR SELECT TO suara_desk USING (told('organisation')::uuid = ANY (parties));
CREATE POLICY work ON cases FOR UPDATE TO suara_desk USING (told('organisation')::uuid = handler_id);
CREATE POLICY answer ON cases FOR UPDATE TO suara_desk
  USING (told('organisation')::uuid = owner_id AND stage = 'awaiting_organisation')
  WITH CHECK (told('organisation')::uuid = owner_id);
CREATE POLICY file ON cases FOR INSERT TO suara_desk WITH CHECK (id = told('case_id')::uuid);
CREATE POLICY recorded_inside ON events FOR INSERT TO suara_desk
  WITH CHECK (case_id = told('case_id')::uuid OR case_id = told('organisation')::uuid);
CREATE POLICY read ON events FOR SELECT TO suara_desk USING (told('organisation')::uuid = ANY (parties));
CREATE POLICY party ON outbox TO suara_desk USING (told('organisation')::uuid = ANY (parties));
CREATE POLICY moved ON acts FOR INSERT TO suara_desk WITH CHECK (case_id = told('case_id')::uuid);
CREATE POLICY started ON clocks FOR INSERT TO suara_desk WITH CHECK (case_id = told('case_id')::uuid);

CREATE POLICY own ON publications TO suara_desk USING (told('organisation')::uuid = office_id);
CREATE POLICY own ON publication_texts TO suara_desk USING (told('organisation')::uuid = office_id);
"""

FUNCTIONS = """
CREATE FUNCTION cases_with(wanted bigint[]) RETURNS SETOF uuid LANGUAGE plpgsql STABLE SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  RETURN QUERY SELECT t.case_id FROM public.case_tokens t
    WHERE t.tokens @> wanted AND t.organisation_id = public.told('organisation')::uuid;
END $$;
REVOKE ALL ON FUNCTION cases_with FROM PUBLIC;
GRANT EXECUTE ON FUNCTION cases_with TO suara_desk;

-- The owner of the system sees the case, its story and the ticked files while it is asked.
CREATE FUNCTION share_with_owner(shared_case uuid, owner uuid, ticked uuid[]) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM 1 FROM public.cases c WHERE c.id = shared_case
    AND c.handler_id = public.told('organisation')::uuid AND c.handler_id <> owner
    AND EXISTS (SELECT FROM public.systems s WHERE s.id = c.system_id AND s.owner_id = owner)
    FOR UPDATE OF c;
  IF NOT FOUND THEN RAISE EXCEPTION 'only the handler shares a case, and with its system''s owner';
  END IF;
  UPDATE public.cases SET parties = ARRAY[handler_id, owner], owner_id = owner WHERE id = shared_case;
  UPDATE public.grievances SET parties = array_append(array_remove(parties, owner), owner)
    WHERE case_id = shared_case;
  UPDATE public.files SET parties = array_append(array_remove(parties, owner), owner)
    WHERE case_id = shared_case AND id = ANY (ticked);
  UPDATE public.clocks SET parties = array_append(array_remove(parties, owner), owner)
    WHERE case_id = shared_case AND stopped_at IS NULL;
END $$;

-- Ends what share_with_owner began. Afterwards the owner still knows that the case was put to it
-- (the case row and its own inquiry), unless it is taken back, and can open no word of it.
CREATE FUNCTION end_sharing(shared_case uuid, forget boolean) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE owner uuid;
BEGIN
  SELECT c.owner_id INTO owner FROM public.cases c WHERE c.id = shared_case AND
    (session_user = 'suara_worker' OR public.told('organisation')::uuid = c.handler_id
     OR (public.told('organisation')::uuid = c.owner_id AND NOT forget)) FOR UPDATE;
  IF owner IS NULL THEN RAISE EXCEPTION 'nothing is shared'; END IF;
  DELETE FROM public.key_slots WHERE case_id = shared_case AND holder_id = owner;
  UPDATE public.grievances SET parties = array_remove(parties, owner) WHERE case_id = shared_case;
  UPDATE public.files SET parties = array_remove(parties, owner) WHERE case_id = shared_case;
  UPDATE public.clocks SET parties = array_remove(parties, owner) WHERE case_id = shared_case;
  IF forget THEN
    UPDATE public.inquiries SET parties = array_remove(parties, owner) WHERE case_id = shared_case;
    UPDATE public.model_update_cases SET parties = array_remove(parties, owner)
      WHERE case_id = shared_case;
    UPDATE public.cases SET parties = array_remove(parties, owner) WHERE id = shared_case;
  END IF;
END $$;
REVOKE ALL ON FUNCTION share_with_owner, end_sharing FROM PUBLIC;
GRANT EXECUTE ON FUNCTION share_with_owner, end_sharing TO suara_desk, suara_worker;

-- The owner of a system says that an update of it answers a case that was put to it. The row is
-- seen by those who know of the case already, so that nobody learns of a case by it.
CREATE FUNCTION link_update(link uuid, answering uuid, answered uuid, by_staff uuid, moment timestamptz)
  RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE owner uuid := public.told('organisation')::uuid; knowing uuid[];
BEGIN
  SELECT c.parties INTO knowing FROM public.cases c WHERE c.id = answered AND c.destroyed_on IS NULL
    AND c.owner_id = owner AND owner = ANY (c.parties)
    AND EXISTS (SELECT 1 FROM public.model_updates u
                WHERE u.id = answering AND u.owner_id = owner AND u.system_id = c.system_id)
    AND EXISTS (SELECT 1 FROM public.inquiries q
                WHERE q.case_id = answered AND q.owner_id = owner AND q.taken_back_at IS NULL)
    FOR KEY SHARE;
  IF NOT FOUND THEN RAISE EXCEPTION 'an update answers cases that were put to its owner'; END IF;
  INSERT INTO public.model_update_cases (case_id, id, parties, model_update_id, linked_by, linked_at)
    VALUES (answered, link, knowing, answering, by_staff, moment)
    ON CONFLICT (case_id, model_update_id) DO NOTHING;
  RETURN FOUND;
END $$;
REVOKE ALL ON FUNCTION link_update FROM PUBLIC;
GRANT EXECUTE ON FUNCTION link_update TO suara_desk, suara_worker;

-- Another organisation than the handler moves the stage, and nothing else.
CREATE FUNCTION only_the_handler_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_user = 'suara_desk' AND told('organisation')::uuid IS DISTINCT FROM OLD.handler_id
    AND (to_jsonb(NEW) - '{stage,stage_since,came_from,due_at,late,revision}'::text[])
        IS DISTINCT FROM (to_jsonb(OLD) - '{stage,stage_since,came_from,due_at,late,revision}'::text[])
  THEN RAISE EXCEPTION 'only the handler changes a case'; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER only_the_handler_changes BEFORE UPDATE ON cases
  FOR EACH ROW EXECUTE FUNCTION only_the_handler_changes();

-- A row names its parties itself, so its case must be one that the door may see, and may name no
-- other parties than the case has. The select below is under the row policy of the door.
CREATE FUNCTION only_into_own_cases() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF current_user IN ('suara_public', 'suara_desk')
    AND NEW.case_id IS DISTINCT FROM public.told('organisation')::uuid
    AND NOT EXISTS (SELECT FROM public.cases c WHERE c.id = NEW.case_id AND NEW.parties <@ c.parties)
  THEN RAISE insufficient_privilege USING MESSAGE = 'a row goes into a case of one''s own'; END IF;
  RETURN NEW;
END $$;

-- What was published is frozen; a correction takes the figures of the old version away.
CREATE FUNCTION published_stays() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF OLD.published_on IS NULL THEN RETURN coalesce(NEW, OLD); END IF;
  IF TG_OP = 'UPDATE' AND (NEW.figures IS NULL OR NEW.figures = OLD.figures)
    AND (to_jsonb(NEW) - '{state,replaced_on,figures,release}'::text[])
      = (to_jsonb(OLD) - '{state,replaced_on,figures,release}'::text[])
  THEN RETURN NEW; END IF;
  RAISE insufficient_privilege USING MESSAGE = 'what was published stays';
END $$;
CREATE TRIGGER published_stays BEFORE UPDATE OR DELETE ON publications
  FOR EACH ROW WHEN (current_user <> 'suara_owner') EXECUTE FUNCTION published_stays();

CREATE FUNCTION events_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND current_user = 'suara_owner'
    AND (to_jsonb(NEW) - 'parties') = (to_jsonb(OLD) - 'parties')
    AND current_setting('suara.sharing', true) = 'on'
  THEN RETURN NEW; END IF;
  RAISE EXCEPTION 'the record is only added to';
END $$;
CREATE TRIGGER events_stay BEFORE UPDATE OR DELETE ON events
  FOR EACH ROW EXECUTE FUNCTION events_stay();
CREATE TRIGGER events_stay_whole BEFORE TRUNCATE ON events
  FOR EACH STATEMENT EXECUTE FUNCTION events_stay();

-- The sealer reads what waits, not the whole record.
CREATE FUNCTION event_waits() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  INSERT INTO public.unsealed_events (event_id) VALUES (NEW.id);
  RETURN NULL;
END $$;
CREATE TRIGGER event_waits AFTER INSERT ON events FOR EACH ROW EXECUTE FUNCTION event_waits();
CREATE TRIGGER seals_stay BEFORE UPDATE OR DELETE ON seals
  FOR EACH ROW EXECUTE FUNCTION events_stay();
CREATE TRIGGER seals_stay_whole BEFORE TRUNCATE ON seals
  FOR EACH STATEMENT EXECUTE FUNCTION events_stay();
"""

GRANTS = """
GRANT USAGE ON SCHEMA public TO suara_public, suara_desk, suara_worker;

GRANT SELECT, INSERT ON cases, case_references, grievances, messages, files, key_slots, clocks, acts,
  receipts, idempotency, drafts, draft_files, follow_sessions, rate_counters, rate_keys TO suara_public;
GRANT INSERT ON contacts, events TO suara_public;
GRANT SELECT ON decisions, promised_remedies, referrals TO suara_public;
GRANT UPDATE (stage, stage_since, came_from, closed_on, due_at, late, revision) ON cases TO suara_public;
GRANT UPDATE (stopped_at, due_at, told_on, paused_at, paused_hours, escalated_at) ON clocks TO suara_public;
GRANT UPDATE (confirmed_on) ON promised_remedies TO suara_public;
GRANT UPDATE (sealed_answer, sealed_code) ON idempotency TO suara_public;
GRANT UPDATE, DELETE ON drafts, draft_files, follow_sessions, rate_counters TO suara_public;
GRANT DELETE ON rate_keys TO suara_public;
GRANT SELECT (id, slug, kind, country, subdivision, sectors, intake, locale, contact, public_key,
  opened_on, closed_on) ON organisations TO suara_public;
GRANT SELECT ON organisation_texts, systems, system_texts, system_versions, model_updates,
  model_update_texts, assessments, oversights, publication_texts TO suara_public;
-- Not what was hidden and why (release), nor who wrote and approved it.
GRANT SELECT (id, slug, number, office_id, period, state, provisional, figures, sha256,
  correction_reason, published_on, replaced_on) ON publications TO suara_public;

GRANT SELECT ON cases, grievances, contacts, messages, files, key_slots, clocks, acts, decisions,
  promised_remedies, notes, inquiries, referrals, model_update_cases, events, outbox TO suara_desk;
GRANT INSERT ON messages, files, key_slots, clocks, acts, decisions, promised_remedies, notes,
  inquiries, referrals, events, outbox TO suara_desk;
GRANT UPDATE (stage, stage_since, came_from, language, system_id, category, severity,
  severity_factors, assignee_id, due_at, late, outcome, lifecycle_stages, root_cause, closed_on,
  taxonomy_version, revision) ON cases TO suara_desk;
GRANT UPDATE (stopped_at, due_at, told_on, paused_at, paused_hours, escalated_at) ON clocks TO suara_desk;
GRANT UPDATE (decided_by, decided_at, message_id, replaced_at) ON decisions TO suara_desk;
GRANT UPDATE (decided_at, due_on, done_on) ON promised_remedies TO suara_desk;
GRANT UPDATE (sealed_answer, answered_by, answered_at, taken_back_at) ON inquiries TO suara_desk;
GRANT SELECT ON organisations, organisation_texts TO suara_desk;
GRANT SELECT, INSERT ON staff, invitations, staff_sessions, rate_counters, rate_keys TO suara_desk;
GRANT UPDATE (name, role, locale, reads, password_hash, left_at) ON staff TO suara_desk;
GRANT UPDATE (used_at) ON invitations TO suara_desk;
GRANT UPDATE (seen_at, ended_at) ON staff_sessions TO suara_desk;
GRANT UPDATE ON rate_counters TO suara_desk;
GRANT DELETE ON rate_keys, rate_counters TO suara_desk;
GRANT SELECT ON unsealed_events TO suara_desk;
GRANT SELECT, INSERT ON systems, system_texts, system_versions, model_updates, model_update_texts,
  assessments, oversights TO suara_desk;
GRANT UPDATE (sector, countries, phase, risk_tier, risk_basis, automation_level, contact, retired_on)
  ON systems TO suara_desk;
GRANT UPDATE (text, of_version) ON system_texts TO suara_desk;
GRANT UPDATE (mode, role, can_override, evidence_kind, evidence_on) ON oversights TO suara_desk;
GRANT SELECT, INSERT, UPDATE, DELETE ON publications, publication_texts TO suara_desk;

GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO suara_worker;
REVOKE UPDATE, DELETE, TRUNCATE ON events, seals FROM suara_worker;
REVOKE INSERT, UPDATE, DELETE ON alembic_version FROM suara_worker;
"""

DOORS = "suara_public, suara_desk, suara_worker"


def upgrade() -> None:
    op.execute(TOLD)
    everything = ["cases", *SHARED, *OWN_KEY, *PUBLISHED, *OTHERS[1:]]
    for table in everything:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY work_all ON {table} TO suara_worker USING (true)")
    for table, rule in OWN_KEY.items():
        op.execute(f"CREATE POLICY shown ON {table} TO suara_public USING ({rule})")
    for table in SHARED:
        op.execute(
            f"CREATE POLICY party ON {table} TO suara_desk"
            " USING (told('organisation')::uuid = ANY (parties))"
        )
    for table in PUBLISHED:
        op.execute(
            f"CREATE POLICY published ON {table} FOR SELECT TO suara_public"
            " USING (published_on IS NOT NULL)"
        )
    for table in OWNED:
        op.execute(f"CREATE POLICY known ON {table} FOR SELECT TO suara_desk USING (true)")
        op.execute(
            f"CREATE POLICY own ON {table} TO suara_desk"
            " USING (told('organisation')::uuid = owner_id)"
        )
    op.execute(POLICIES)
    op.execute(FUNCTIONS)
    for table in [*SHARED, "events", "outbox"]:
        op.execute(
            f"CREATE TRIGGER only_into_own_cases BEFORE INSERT ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION only_into_own_cases()"
        )
    op.execute(GRANTS)


def downgrade() -> None:
    for table in ("seals", "events"):
        op.execute(f"DROP TRIGGER {table}_stay ON {table}")
        op.execute(f"DROP TRIGGER {table}_stay_whole ON {table}")
    op.execute("DROP TRIGGER event_waits ON events")
    op.execute("DROP TRIGGER only_the_handler_changes ON cases")
    op.execute(
        """
        DO $$ DECLARE p record; BEGIN
          FOR p IN SELECT policyname, tablename FROM pg_policies WHERE schemaname = 'public'
                   AND tablename NOT LIKE 'procrastinate%' LOOP
            EXECUTE format('DROP POLICY %I ON %I', p.policyname, p.tablename);
            EXECUTE format('ALTER TABLE %I DISABLE ROW LEVEL SECURITY', p.tablename);
          END LOOP;
        END $$
        """
    )
    op.execute(
        "DROP FUNCTION cases_with, share_with_owner, end_sharing, link_update, only_the_handler_changes,"
        " events_stay, event_waits"
    )
    op.execute("DROP FUNCTION only_into_own_cases, published_stays CASCADE")
    op.execute("DROP FUNCTION told")
    op.execute(f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {DOORS}")
    op.execute(f"REVOKE USAGE ON SCHEMA public FROM {DOORS}")
