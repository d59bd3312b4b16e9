DROP INDEX "delivery_broadcast_person";--> statement-breakpoint
CREATE UNIQUE INDEX "delivery_broadcast_person" ON "delivery" USING btree ("broadcast_id","person_id") WHERE broadcast_id is not null;