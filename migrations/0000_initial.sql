CREATE TABLE "actions" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"person_id" uuid NOT NULL,
	"key" text NOT NULL,
	"turn_id" uuid,
	"kind" text NOT NULL,
	"args" jsonb NOT NULL,
	"args_hash" text NOT NULL,
	"tainted" boolean NOT NULL,
	"unattended" boolean NOT NULL,
	"origin" text NOT NULL,
	"decided_by" text,
	"state" text NOT NULL,
	"outcome" text,
	"undo" jsonb,
	"undone_by" text,
	"created_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone,
	"finished_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "actions" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "files" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"person_id" uuid NOT NULL,
	"name" text NOT NULL,
	"mime" text NOT NULL,
	"content" "bytea" NOT NULL,
	"created_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "files" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "inbox" (
	"seq" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "inbox_seq_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"person_id" uuid NOT NULL,
	"key" text NOT NULL,
	"platform" text NOT NULL,
	"chat" text NOT NULL,
	"message_id" text NOT NULL,
	"kind" text NOT NULL,
	"payload" jsonb NOT NULL,
	"received_at" timestamp with time zone NOT NULL,
	"state" text DEFAULT 'stored' NOT NULL,
	"turn_id" uuid,
	CONSTRAINT "inbox_key_unique" UNIQUE("key")
);
--> statement-breakpoint
ALTER TABLE "inbox" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "outbox" (
	"seq" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "outbox_seq_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"person_id" uuid NOT NULL,
	"key" text NOT NULL,
	"platform" text NOT NULL,
	"chat" text NOT NULL,
	"message" jsonb NOT NULL,
	"why" jsonb NOT NULL,
	"edits" bigint,
	"state" text DEFAULT 'queued' NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"arrived" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"maybe_repeated" boolean DEFAULT false NOT NULL,
	"next_at" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"sent_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "outbox" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "turn_steps" (
	"person_id" uuid NOT NULL,
	"turn_id" uuid NOT NULL,
	"step" integer NOT NULL,
	"content" jsonb NOT NULL,
	CONSTRAINT "turn_steps_turn_id_step_pk" PRIMARY KEY("turn_id","step")
);
--> statement-breakpoint
ALTER TABLE "turn_steps" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "turns" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"person_id" uuid NOT NULL,
	"platform" text NOT NULL,
	"chat" text NOT NULL,
	"state" text DEFAULT 'running' NOT NULL,
	"tainted" boolean NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"finished_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "turns" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "identities" (
	"platform" text NOT NULL,
	"user_id" text NOT NULL,
	"person_id" uuid NOT NULL,
	"chat" text NOT NULL,
	"name" text NOT NULL,
	"dead_since" timestamp with time zone,
	"last_seen_at" timestamp with time zone NOT NULL,
	CONSTRAINT "identities_platform_user_id_pk" PRIMARY KEY("platform","user_id")
);
--> statement-breakpoint
ALTER TABLE "identities" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "profiles" (
	"person_id" uuid PRIMARY KEY NOT NULL,
	"document" jsonb NOT NULL
);
--> statement-breakpoint
ALTER TABLE "profiles" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "episodes" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"seq" bigint GENERATED ALWAYS AS IDENTITY (sequence name "episodes_seq_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"person_id" uuid NOT NULL,
	"platform" text NOT NULL,
	"chat" text NOT NULL,
	"role" text NOT NULL,
	"text" text NOT NULL,
	"words" "tsvector" GENERATED ALWAYS AS (to_tsvector('english', text)) STORED NOT NULL,
	"tainted" boolean NOT NULL,
	"source" text NOT NULL,
	"turn_id" uuid,
	"at" timestamp with time zone NOT NULL,
	"forgotten_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "episodes" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "facts" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"person_id" uuid NOT NULL,
	"text" text NOT NULL,
	"words" "tsvector" GENERATED ALWAYS AS (to_tsvector('english', text)) STORED NOT NULL,
	"trust" text NOT NULL,
	"source" text NOT NULL,
	"recorded_at" timestamp with time zone NOT NULL,
	"forgotten_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "facts" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "vectors" (
	"person_id" uuid NOT NULL,
	"item" uuid NOT NULL,
	"item_kind" text NOT NULL,
	"model" text NOT NULL,
	"embedding" vector NOT NULL,
	CONSTRAINT "vectors_item_model_pk" PRIMARY KEY("item","model")
);
--> statement-breakpoint
ALTER TABLE "vectors" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "persons" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"operator" boolean DEFAULT false NOT NULL,
	"created_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "persons" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "strangers" (
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"platform" text NOT NULL,
	"user_id" text NOT NULL,
	"chat" text NOT NULL,
	"name" text NOT NULL,
	"attempts" integer DEFAULT 1 NOT NULL,
	"state" text DEFAULT 'new' NOT NULL,
	"last_answered_at" timestamp with time zone,
	"asked_at" timestamp with time zone,
	"guesses" integer DEFAULT 0 NOT NULL,
	"guesses_since" timestamp with time zone,
	CONSTRAINT "strangers_platform_user_id_pk" PRIMARY KEY("platform","user_id"),
	CONSTRAINT "strangers_id_unique" UNIQUE("id")
);
--> statement-breakpoint
ALTER TABLE "strangers" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "briefs" (
	"person_id" uuid NOT NULL,
	"day" date NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	CONSTRAINT "briefs_person_id_day_pk" PRIMARY KEY("person_id","day")
);
--> statement-breakpoint
ALTER TABLE "briefs" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "reminders" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"person_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"text" text NOT NULL,
	"next_at" timestamp with time zone,
	"zone" text NOT NULL,
	"rrule" text,
	"starts_local" text NOT NULL,
	"source" text NOT NULL,
	"state" text DEFAULT 'active' NOT NULL,
	"created_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "reminders" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "schedules" (
	"person_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"next_at" timestamp with time zone NOT NULL,
	CONSTRAINT "schedules_person_id_kind_pk" PRIMARY KEY("person_id","kind")
);
--> statement-breakpoint
ALTER TABLE "schedules" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "tasks" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"person_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"title" text NOT NULL,
	"notes" text DEFAULT '' NOT NULL,
	"due_at" timestamp with time zone,
	"due_is_day" boolean DEFAULT false NOT NULL,
	"importance" integer NOT NULL,
	"estimate_minutes" integer,
	"goal" text,
	"habit" boolean DEFAULT false NOT NULL,
	"state" text DEFAULT 'open' NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"finished_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "tasks" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "audit" (
	"person_id" uuid NOT NULL,
	"seq" bigint NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"data_type" text NOT NULL,
	"access" text NOT NULL,
	"action" text NOT NULL,
	"ref" text NOT NULL,
	"previous" text NOT NULL,
	"hash" text NOT NULL,
	CONSTRAINT "audit_person_id_seq_pk" PRIMARY KEY("person_id","seq")
);
--> statement-breakpoint
ALTER TABLE "audit" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "model_usage" (
	"person_id" uuid NOT NULL,
	"day" date NOT NULL,
	"calls" integer DEFAULT 0 NOT NULL,
	"prompt_tokens" bigint DEFAULT 0 NOT NULL,
	"output_tokens" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "model_usage_person_id_day_pk" PRIMARY KEY("person_id","day")
);
--> statement-breakpoint
ALTER TABLE "model_usage" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "actions" ADD CONSTRAINT "actions_person_id_persons_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."persons"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "files" ADD CONSTRAINT "files_person_id_persons_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."persons"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "inbox" ADD CONSTRAINT "inbox_person_id_persons_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."persons"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "outbox" ADD CONSTRAINT "outbox_person_id_persons_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."persons"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "turn_steps" ADD CONSTRAINT "turn_steps_person_id_persons_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."persons"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "turn_steps" ADD CONSTRAINT "turn_steps_turn_id_turns_id_fk" FOREIGN KEY ("turn_id") REFERENCES "public"."turns"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "turns" ADD CONSTRAINT "turns_person_id_persons_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."persons"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "identities" ADD CONSTRAINT "identities_person_id_persons_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."persons"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "profiles" ADD CONSTRAINT "profiles_person_id_persons_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."persons"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "episodes" ADD CONSTRAINT "episodes_person_id_persons_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."persons"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "facts" ADD CONSTRAINT "facts_person_id_persons_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."persons"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "vectors" ADD CONSTRAINT "vectors_person_id_persons_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."persons"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "briefs" ADD CONSTRAINT "briefs_person_id_persons_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."persons"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reminders" ADD CONSTRAINT "reminders_person_id_persons_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."persons"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "schedules" ADD CONSTRAINT "schedules_person_id_persons_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."persons"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tasks" ADD CONSTRAINT "tasks_person_id_persons_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."persons"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "audit" ADD CONSTRAINT "audit_person_id_persons_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."persons"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "model_usage" ADD CONSTRAINT "model_usage_person_id_persons_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."persons"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "actions_key" ON "actions" USING btree ("person_id","key");--> statement-breakpoint
CREATE INDEX "actions_of_turn" ON "actions" USING btree ("turn_id");--> statement-breakpoint
CREATE INDEX "actions_recent" ON "actions" USING btree ("person_id","created_at");--> statement-breakpoint
CREATE INDEX "inbox_waiting" ON "inbox" USING btree ("platform","chat","seq") WHERE state <> 'done';--> statement-breakpoint
CREATE INDEX "inbox_by_message" ON "inbox" USING btree ("person_id","platform","chat","message_id");--> statement-breakpoint
CREATE UNIQUE INDEX "outbox_key" ON "outbox" USING btree ("person_id","key");--> statement-breakpoint
CREATE INDEX "outbox_waiting" ON "outbox" USING btree ("next_at") WHERE state in ('queued', 'sending');--> statement-breakpoint
CREATE INDEX "outbox_dead" ON "outbox" USING btree ("platform","chat") WHERE state = 'dead';--> statement-breakpoint
CREATE INDEX "outbox_by_chat" ON "outbox" USING btree ("person_id","platform","chat","seq");--> statement-breakpoint
CREATE INDEX "turns_running" ON "turns" USING btree ("platform","chat") WHERE state = 'running';--> statement-breakpoint
CREATE INDEX "episodes_recent" ON "episodes" USING btree ("person_id","seq");--> statement-breakpoint
CREATE UNIQUE INDEX "episodes_source" ON "episodes" USING btree ("person_id","source");--> statement-breakpoint
CREATE INDEX "facts_of_person" ON "facts" USING btree ("person_id","recorded_at");--> statement-breakpoint
CREATE INDEX "vectors_of_person" ON "vectors" USING btree ("person_id","model");--> statement-breakpoint
CREATE UNIQUE INDEX "persons_one_operator" ON "persons" USING btree ("operator") WHERE operator;--> statement-breakpoint
CREATE UNIQUE INDEX "reminders_number" ON "reminders" USING btree ("person_id","number");--> statement-breakpoint
CREATE INDEX "reminders_due" ON "reminders" USING btree ("next_at") WHERE state = 'active';--> statement-breakpoint
CREATE INDEX "schedules_due" ON "schedules" USING btree ("next_at");--> statement-breakpoint
CREATE UNIQUE INDEX "tasks_number" ON "tasks" USING btree ("person_id","number");--> statement-breakpoint
CREATE INDEX "tasks_open" ON "tasks" USING btree ("person_id") WHERE state = 'open';--> statement-breakpoint
CREATE POLICY "actions_own_rows" ON "actions" AS PERMISSIVE FOR ALL TO "adjutant_app" USING (person_id = nullif(current_setting('app.person_id', true), '')::uuid) WITH CHECK (person_id = nullif(current_setting('app.person_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "files_own_rows" ON "files" AS PERMISSIVE FOR ALL TO "adjutant_app" USING (person_id = nullif(current_setting('app.person_id', true), '')::uuid) WITH CHECK (person_id = nullif(current_setting('app.person_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "inbox_own_rows" ON "inbox" AS PERMISSIVE FOR ALL TO "adjutant_app" USING (person_id = nullif(current_setting('app.person_id', true), '')::uuid) WITH CHECK (person_id = nullif(current_setting('app.person_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "outbox_own_rows" ON "outbox" AS PERMISSIVE FOR ALL TO "adjutant_app" USING (person_id = nullif(current_setting('app.person_id', true), '')::uuid) WITH CHECK (person_id = nullif(current_setting('app.person_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "turn_steps_own_rows" ON "turn_steps" AS PERMISSIVE FOR ALL TO "adjutant_app" USING (person_id = nullif(current_setting('app.person_id', true), '')::uuid) WITH CHECK (person_id = nullif(current_setting('app.person_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "turns_own_rows" ON "turns" AS PERMISSIVE FOR ALL TO "adjutant_app" USING (person_id = nullif(current_setting('app.person_id', true), '')::uuid) WITH CHECK (person_id = nullif(current_setting('app.person_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "identities_own_rows" ON "identities" AS PERMISSIVE FOR ALL TO "adjutant_app" USING (person_id = nullif(current_setting('app.person_id', true), '')::uuid) WITH CHECK (person_id = nullif(current_setting('app.person_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "profiles_own_rows" ON "profiles" AS PERMISSIVE FOR ALL TO "adjutant_app" USING (person_id = nullif(current_setting('app.person_id', true), '')::uuid) WITH CHECK (person_id = nullif(current_setting('app.person_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "episodes_own_rows" ON "episodes" AS PERMISSIVE FOR ALL TO "adjutant_app" USING (person_id = nullif(current_setting('app.person_id', true), '')::uuid) WITH CHECK (person_id = nullif(current_setting('app.person_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "facts_own_rows" ON "facts" AS PERMISSIVE FOR ALL TO "adjutant_app" USING (person_id = nullif(current_setting('app.person_id', true), '')::uuid) WITH CHECK (person_id = nullif(current_setting('app.person_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "vectors_own_rows" ON "vectors" AS PERMISSIVE FOR ALL TO "adjutant_app" USING (person_id = nullif(current_setting('app.person_id', true), '')::uuid) WITH CHECK (person_id = nullif(current_setting('app.person_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "persons_self" ON "persons" AS PERMISSIVE FOR SELECT TO "adjutant_app" USING (id = nullif(current_setting('app.person_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "briefs_own_rows" ON "briefs" AS PERMISSIVE FOR ALL TO "adjutant_app" USING (person_id = nullif(current_setting('app.person_id', true), '')::uuid) WITH CHECK (person_id = nullif(current_setting('app.person_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "reminders_own_rows" ON "reminders" AS PERMISSIVE FOR ALL TO "adjutant_app" USING (person_id = nullif(current_setting('app.person_id', true), '')::uuid) WITH CHECK (person_id = nullif(current_setting('app.person_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "schedules_own_rows" ON "schedules" AS PERMISSIVE FOR ALL TO "adjutant_app" USING (person_id = nullif(current_setting('app.person_id', true), '')::uuid) WITH CHECK (person_id = nullif(current_setting('app.person_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "tasks_own_rows" ON "tasks" AS PERMISSIVE FOR ALL TO "adjutant_app" USING (person_id = nullif(current_setting('app.person_id', true), '')::uuid) WITH CHECK (person_id = nullif(current_setting('app.person_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "audit_own_rows" ON "audit" AS PERMISSIVE FOR ALL TO "adjutant_app" USING (person_id = nullif(current_setting('app.person_id', true), '')::uuid) WITH CHECK (person_id = nullif(current_setting('app.person_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "model_usage_own_rows" ON "model_usage" AS PERMISSIVE FOR ALL TO "adjutant_app" USING (person_id = nullif(current_setting('app.person_id', true), '')::uuid) WITH CHECK (person_id = nullif(current_setting('app.person_id', true), '')::uuid);