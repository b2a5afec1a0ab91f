CREATE TABLE "watches" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"person_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"about" text NOT NULL,
	"sources" jsonb NOT NULL,
	"every_minutes" integer NOT NULL,
	"until" timestamp with time zone NOT NULL,
	"model_calls_left" integer NOT NULL,
	"tainted" boolean NOT NULL,
	"state" text DEFAULT 'active' NOT NULL,
	"next_at" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "watches" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "watches" ADD CONSTRAINT "watches_person_id_persons_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."persons"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "watches_number" ON "watches" USING btree ("person_id","number");--> statement-breakpoint
CREATE INDEX "watches_due" ON "watches" USING btree ("person_id","next_at") WHERE state = 'active';--> statement-breakpoint
CREATE POLICY "watches_own_rows" ON "watches" AS PERMISSIVE FOR ALL TO "adjutant_app" USING (person_id = nullif(current_setting('app.person_id', true), '')::uuid) WITH CHECK (person_id = nullif(current_setting('app.person_id', true), '')::uuid);