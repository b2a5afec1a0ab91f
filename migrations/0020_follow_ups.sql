CREATE TABLE "follow_ups" (
	"person_id" uuid NOT NULL,
	"account" text NOT NULL,
	"message_id" text NOT NULL,
	"thread_id" text NOT NULL,
	"action_id" uuid NOT NULL,
	"state" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "follow_ups_person_id_account_message_id_pk" PRIMARY KEY("person_id","account","message_id")
);
--> statement-breakpoint
ALTER TABLE "follow_ups" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "mail_watches" ADD COLUMN "waiting" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "mail_watches" ADD COLUMN "followed_up_on" date;--> statement-breakpoint
ALTER TABLE "follow_ups" ADD CONSTRAINT "follow_ups_person_id_persons_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."persons"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE POLICY "follow_ups_own_rows" ON "follow_ups" AS PERMISSIVE FOR ALL TO "adjutant_app" USING (person_id = nullif(current_setting('app.person_id', true), '')::uuid) WITH CHECK (person_id = nullif(current_setting('app.person_id', true), '')::uuid);