ALTER TABLE `event` ADD `changed_at` integer;--> statement-breakpoint
ALTER TABLE `event` ADD `recorded_at` integer;