CREATE TABLE "focus_times" (
	"person_id" uuid NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"until" timestamp with time zone NOT NULL,
	"allowed" jsonb NOT NULL,
	CONSTRAINT "focus_times_person_id_started_at_pk" PRIMARY KEY("person_id","started_at")
);
--> statement-breakpoint
ALTER TABLE "focus_times" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "notices" (
	"seq" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "notices_seq_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"person_id" uuid NOT NULL,
	"key" text NOT NULL,
	"kind" text NOT NULL,
	"urgency" text NOT NULL,
	"text" text NOT NULL,
	"message" jsonb,
	"source" text NOT NULL,
	"tainted" boolean NOT NULL,
	"stale_at" timestamp with time zone,
	"state" text DEFAULT 'waiting' NOT NULL,
	"said_with" text,
	"created_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "notices" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "focus_times" ADD CONSTRAINT "focus_times_person_id_persons_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."persons"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notices" ADD CONSTRAINT "notices_person_id_persons_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."persons"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "notices_key" ON "notices" USING btree ("person_id","key");--> statement-breakpoint
CREATE INDEX "notices_waiting" ON "notices" USING btree ("person_id") WHERE state = 'waiting';--> statement-breakpoint
CREATE INDEX "notices_by_time" ON "notices" USING btree ("person_id","created_at");--> statement-breakpoint
CREATE POLICY "focus_times_own_rows" ON "focus_times" AS PERMISSIVE FOR ALL TO "adjutant_app" USING (person_id = nullif(current_setting('app.person_id', true), '')::uuid) WITH CHECK (person_id = nullif(current_setting('app.person_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "notices_own_rows" ON "notices" AS PERMISSIVE FOR ALL TO "adjutant_app" USING (person_id = nullif(current_setting('app.person_id', true), '')::uuid) WITH CHECK (person_id = nullif(current_setting('app.person_id', true), '')::uuid);