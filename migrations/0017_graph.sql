CREATE TABLE "entities" (
	"id" uuid PRIMARY KEY NOT NULL,
	"person_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"name" text NOT NULL,
	CONSTRAINT "entities_of_person" UNIQUE("person_id","id")
);
--> statement-breakpoint
ALTER TABLE "entities" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "entity_names" (
	"id" uuid PRIMARY KEY NOT NULL,
	"person_id" uuid NOT NULL,
	"entity" uuid NOT NULL,
	"name" text NOT NULL,
	"plain" text NOT NULL,
	"because" text
);
--> statement-breakpoint
ALTER TABLE "entity_names" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "name_rulings" (
	"person_id" uuid NOT NULL,
	"one" text NOT NULL,
	"other" text NOT NULL,
	"is_same" boolean NOT NULL,
	"ruled_at" timestamp with time zone NOT NULL,
	CONSTRAINT "name_rulings_person_id_one_other_pk" PRIMARY KEY("person_id","one","other")
);
--> statement-breakpoint
ALTER TABLE "name_rulings" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "relations" (
	"person_id" uuid NOT NULL,
	"slot" uuid NOT NULL,
	"valid_from" timestamp with time zone NOT NULL,
	"valid_to" timestamp with time zone,
	"subject" uuid NOT NULL,
	"relation" text NOT NULL,
	"object" uuid NOT NULL,
	CONSTRAINT "relations_person_id_slot_valid_from_pk" PRIMARY KEY("person_id","slot","valid_from")
);
--> statement-breakpoint
ALTER TABLE "relations" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "entities" ADD CONSTRAINT "entities_person_id_persons_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."persons"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "entity_names" ADD CONSTRAINT "entity_names_person_id_persons_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."persons"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "entity_names" ADD CONSTRAINT "entity_names_person_id_entity_entities_person_id_id_fk" FOREIGN KEY ("person_id","entity") REFERENCES "public"."entities"("person_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "name_rulings" ADD CONSTRAINT "name_rulings_person_id_persons_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."persons"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "relations" ADD CONSTRAINT "relations_person_id_persons_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."persons"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "relations" ADD CONSTRAINT "relations_person_id_subject_entities_person_id_id_fk" FOREIGN KEY ("person_id","subject") REFERENCES "public"."entities"("person_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "relations" ADD CONSTRAINT "relations_person_id_object_entities_person_id_id_fk" FOREIGN KEY ("person_id","object") REFERENCES "public"."entities"("person_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "entity_names_plain" ON "entity_names" USING btree ("person_id","plain");--> statement-breakpoint
CREATE INDEX "relations_subject" ON "relations" USING btree ("person_id","subject");--> statement-breakpoint
CREATE INDEX "relations_object" ON "relations" USING btree ("person_id","object");--> statement-breakpoint
CREATE POLICY "entities_own_rows" ON "entities" AS PERMISSIVE FOR ALL TO "adjutant_app" USING (person_id = nullif(current_setting('app.person_id', true), '')::uuid) WITH CHECK (person_id = nullif(current_setting('app.person_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "entity_names_own_rows" ON "entity_names" AS PERMISSIVE FOR ALL TO "adjutant_app" USING (person_id = nullif(current_setting('app.person_id', true), '')::uuid) WITH CHECK (person_id = nullif(current_setting('app.person_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "name_rulings_own_rows" ON "name_rulings" AS PERMISSIVE FOR ALL TO "adjutant_app" USING (person_id = nullif(current_setting('app.person_id', true), '')::uuid) WITH CHECK (person_id = nullif(current_setting('app.person_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "relations_own_rows" ON "relations" AS PERMISSIVE FOR ALL TO "adjutant_app" USING (person_id = nullif(current_setting('app.person_id', true), '')::uuid) WITH CHECK (person_id = nullif(current_setting('app.person_id', true), '')::uuid);