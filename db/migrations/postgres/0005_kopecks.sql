ALTER TABLE "evidence" ALTER COLUMN "kopecks" SET DATA TYPE bigint;--> statement-breakpoint
ALTER TABLE "project" ALTER COLUMN "budget_plan" SET DATA TYPE bigint;--> statement-breakpoint
ALTER TABLE "project" ALTER COLUMN "budget_fact" SET DATA TYPE bigint;