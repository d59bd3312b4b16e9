CREATE TABLE "erasure" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"at" bigint NOT NULL,
	"way" text collate "C" NOT NULL,
	"classes" json NOT NULL,
	"who" json
);
--> statement-breakpoint
CREATE INDEX "erasure_at" ON "erasure" USING btree ("at");