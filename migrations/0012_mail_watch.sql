CREATE TABLE "arrived_mails" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"person_id" uuid NOT NULL,
	"account" text NOT NULL,
	"key" text NOT NULL,
	"mail_id" text NOT NULL,
	"sender" text NOT NULL,
	"category" text NOT NULL,
	"because" text NOT NULL,
	"seen_at" timestamp with time zone NOT NULL,
	"snoozed_until" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "arrived_mails" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "mail_senders" (
	"person_id" uuid NOT NULL,
	"address" text NOT NULL,
	"is_calm" boolean DEFAULT false NOT NULL,
	"is_trusted" boolean DEFAULT false NOT NULL,
	CONSTRAINT "mail_senders_person_id_address_pk" PRIMARY KEY("person_id","address")
);
--> statement-breakpoint
ALTER TABLE "mail_senders" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "mail_watches" (
	"person_id" uuid NOT NULL,
	"account" text NOT NULL,
	"cursor" text NOT NULL,
	"looked_at" timestamp with time zone NOT NULL,
	CONSTRAINT "mail_watches_person_id_account_pk" PRIMARY KEY("person_id","account")
);
--> statement-breakpoint
ALTER TABLE "mail_watches" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "arrived_mails" ADD CONSTRAINT "arrived_mails_person_id_persons_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."persons"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "mail_senders" ADD CONSTRAINT "mail_senders_person_id_persons_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."persons"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "mail_watches" ADD CONSTRAINT "mail_watches_person_id_persons_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."persons"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "arrived_mails_key" ON "arrived_mails" USING btree ("person_id","account","key");--> statement-breakpoint
CREATE INDEX "arrived_mails_snoozed" ON "arrived_mails" USING btree ("person_id") WHERE snoozed_until is not null;--> statement-breakpoint
CREATE INDEX "arrived_mails_by_time" ON "arrived_mails" USING btree ("person_id","seen_at");--> statement-breakpoint
CREATE POLICY "arrived_mails_own_rows" ON "arrived_mails" AS PERMISSIVE FOR ALL TO "adjutant_app" USING (person_id = nullif(current_setting('app.person_id', true), '')::uuid) WITH CHECK (person_id = nullif(current_setting('app.person_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "mail_senders_own_rows" ON "mail_senders" AS PERMISSIVE FOR ALL TO "adjutant_app" USING (person_id = nullif(current_setting('app.person_id', true), '')::uuid) WITH CHECK (person_id = nullif(current_setting('app.person_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "mail_watches_own_rows" ON "mail_watches" AS PERMISSIVE FOR ALL TO "adjutant_app" USING (person_id = nullif(current_setting('app.person_id', true), '')::uuid) WITH CHECK (person_id = nullif(current_setting('app.person_id', true), '')::uuid);