CREATE TABLE "observations" (
	"id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"about" text NOT NULL,
	"text" text NOT NULL,
	"inputs" uuid[] NOT NULL,
	"made_at" timestamp with time zone NOT NULL,
	CONSTRAINT "observations_person_id_id_pk" PRIMARY KEY("person_id","id")
);
--> statement-breakpoint
ALTER TABLE "observations" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "short_forms" (
	"person_id" uuid PRIMARY KEY NOT NULL,
	"lines" jsonb NOT NULL,
	"dropped" jsonb NOT NULL,
	"made_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "short_forms" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "facts" ADD COLUMN "duplicate_of" uuid;--> statement-breakpoint
ALTER TABLE "facts" ADD COLUMN "joined_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "observations" ADD CONSTRAINT "observations_person_id_persons_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."persons"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "short_forms" ADD CONSTRAINT "short_forms_person_id_persons_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."persons"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE POLICY "observations_own_rows" ON "observations" AS PERMISSIVE FOR ALL TO "adjutant_app" USING (person_id = nullif(current_setting('app.person_id', true), '')::uuid) WITH CHECK (person_id = nullif(current_setting('app.person_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "short_forms_own_rows" ON "short_forms" AS PERMISSIVE FOR ALL TO "adjutant_app" USING (person_id = nullif(current_setting('app.person_id', true), '')::uuid) WITH CHECK (person_id = nullif(current_setting('app.person_id', true), '')::uuid);