CREATE TABLE "mail_handovers" (
	"person_id" uuid NOT NULL,
	"message_id" text NOT NULL,
	"name" text NOT NULL,
	"noted_at" timestamp with time zone NOT NULL,
	CONSTRAINT "mail_handovers_person_id_message_id_pk" PRIMARY KEY("person_id","message_id")
);
--> statement-breakpoint
ALTER TABLE "mail_handovers" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "mail_handovers" ADD CONSTRAINT "mail_handovers_person_id_persons_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."persons"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE POLICY "mail_handovers_own_rows" ON "mail_handovers" AS PERMISSIVE FOR ALL TO "adjutant_app" USING (person_id = nullif(current_setting('app.person_id', true), '')::uuid) WITH CHECK (person_id = nullif(current_setting('app.person_id', true), '')::uuid);