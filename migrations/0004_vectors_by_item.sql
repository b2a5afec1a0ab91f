DROP INDEX "vectors_of_person";--> statement-breakpoint
CREATE INDEX "vectors_of_person" ON "vectors" USING btree ("person_id","model","item");