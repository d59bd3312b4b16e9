CREATE TABLE `broadcast_sum` (
	`broadcast_id` text NOT NULL,
	`channel` text NOT NULL,
	`state` text NOT NULL,
	`n` integer NOT NULL,
	PRIMARY KEY(`broadcast_id`, `channel`, `state`)
);
--> statement-breakpoint
CREATE TABLE `counted` (
	`person_id` text PRIMARY KEY NOT NULL,
	`cells` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `kept_sum` (
	`family` text NOT NULL,
	`key` text NOT NULL,
	`on` text NOT NULL,
	`n` integer NOT NULL,
	PRIMARY KEY(`family`, `on`, `key`)
);
--> statement-breakpoint
CREATE TABLE `uncounted` (
	`kind` text NOT NULL,
	`id` text NOT NULL,
	PRIMARY KEY(`kind`, `id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TRIGGER `sums_person_changed` AFTER UPDATE OF `contest`, `role`, `source` ON `person`
BEGIN
  insert into uncounted (kind, id) values ('person', new.id) on conflict do nothing;
END;
--> statement-breakpoint
CREATE TRIGGER `sums_person_erased` AFTER DELETE ON `person`
BEGIN
  update kept_sum set n = kept_sum.n - part.n from (
    select e.value ->> 0 as family, e.value ->> 1 as key, e.value ->> 2 as "on", e.value ->> 3 as n
    from counted c, json_each(c.cells) e where c.person_id = old.id
  ) part where kept_sum.family = part.family and kept_sum."on" = part."on" and kept_sum.key = part.key;
  delete from counted where person_id = old.id;
  delete from uncounted where kind = 'person' and id = old.id;
END;
--> statement-breakpoint
CREATE TRIGGER `sums_address_added` AFTER INSERT ON `address`
BEGIN
  insert into uncounted (kind, id) values ('person', new.person_id) on conflict do nothing;
END;
--> statement-breakpoint
CREATE TRIGGER `sums_address_changed` AFTER UPDATE OF `person_id`, `channel`, `state` ON `address`
BEGIN
  insert into uncounted (kind, id) values ('person', new.person_id) on conflict do nothing;
  insert into uncounted (kind, id) values ('person', old.person_id) on conflict do nothing;
END;
--> statement-breakpoint
CREATE TRIGGER `sums_address_removed` AFTER DELETE ON `address`
BEGIN
  insert into uncounted (kind, id) values ('person', old.person_id) on conflict do nothing;
END;
--> statement-breakpoint
CREATE TRIGGER `sums_consent_added` AFTER INSERT ON `consent`
BEGIN
  insert into uncounted (kind, id) values ('person', new.person_id) on conflict do nothing;
END;
--> statement-breakpoint
CREATE TRIGGER `sums_consent_changed` AFTER UPDATE OF `person_id`, `purpose`, `contest`, `granted`, `at`, `channel` ON `consent`
BEGIN
  insert into uncounted (kind, id) values ('person', new.person_id) on conflict do nothing;
  insert into uncounted (kind, id) values ('person', old.person_id) on conflict do nothing;
END;
--> statement-breakpoint
CREATE TRIGGER `sums_consent_removed` AFTER DELETE ON `consent`
BEGIN
  insert into uncounted (kind, id) values ('person', old.person_id) on conflict do nothing;
END;
--> statement-breakpoint
CREATE TRIGGER `sums_broadcast_added` AFTER INSERT ON `broadcast`
BEGIN
  insert into uncounted (kind, id) values ('broadcast', new.id) on conflict do nothing;
END;
--> statement-breakpoint
CREATE TRIGGER `sums_broadcast_changed` AFTER UPDATE OF `state` ON `broadcast`
BEGIN
  insert into uncounted (kind, id) values ('broadcast', new.id) on conflict do nothing;
END;
--> statement-breakpoint
CREATE TRIGGER `sums_delivery_changed` AFTER UPDATE OF `state` ON `delivery`
WHEN old.broadcast_id IS NOT NULL AND old.state NOT IN ('pending', 'claimed', 'calling')
BEGIN
  insert into uncounted (kind, id) values ('broadcast', new.broadcast_id) on conflict do nothing;
END;
--> statement-breakpoint
CREATE TRIGGER `sums_delivery_removed` AFTER DELETE ON `delivery`
WHEN old.broadcast_id IS NOT NULL
BEGIN
  insert into uncounted (kind, id) values ('broadcast', old.broadcast_id) on conflict do nothing;
END;
--> statement-breakpoint
INSERT INTO `uncounted` (`kind`, `id`) SELECT 'person', `id` FROM `person`;
--> statement-breakpoint
INSERT INTO `uncounted` (`kind`, `id`) SELECT 'broadcast', `id` FROM `broadcast`;
