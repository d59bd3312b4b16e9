CREATE INDEX `broadcast_useful` ON `broadcast` (`last_useful_at`);--> statement-breakpoint
CREATE INDEX `delivery_visit` ON `delivery` (`person_id`) WHERE state = 'pending' and reason = 'nextVisit';--> statement-breakpoint
CREATE INDEX `project_listed` ON `project` (`contest`,`cycle`,`state`) WHERE removed_at is null;