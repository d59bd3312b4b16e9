CREATE TABLE `erasure` (
	`id` text PRIMARY KEY NOT NULL,
	`at` integer NOT NULL,
	`way` text NOT NULL,
	`classes` text NOT NULL,
	`who` text
);
--> statement-breakpoint
CREATE INDEX `erasure_at` ON `erasure` (`at`);