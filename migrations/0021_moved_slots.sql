CREATE TABLE "moved_slots" (
	"person_id" uuid NOT NULL,
	"event_id" text NOT NULL,
	"what" text NOT NULL,
	"title" text NOT NULL,
	"day" date NOT NULL,
	"from_hour" integer NOT NULL,
	"to_hour" integer NOT NULL,
	"moved_at" timestamp with time zone NOT NULL,
	"state" text DEFAULT 'noted' NOT NULL,
	CONSTRAINT "moved_slots_person_id_event_id_pk" PRIMARY KEY("person_id","event_id")
);
--> statement-breakpoint
ALTER TABLE "moved_slots" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "moved_slots" ADD CONSTRAINT "moved_slots_person_id_persons_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."persons"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE POLICY "moved_slots_own_rows" ON "moved_slots" AS PERMISSIVE FOR ALL TO "adjutant_app" USING (person_id = nullif(current_setting('app.person_id', true), '')::uuid) WITH CHECK (person_id = nullif(current_setting('app.person_id', true), '')::uuid);