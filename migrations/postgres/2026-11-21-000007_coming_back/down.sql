DROP TABLE incoming_mails;
DROP TABLE bounced_addresses;
DROP TABLE mail_unsubscribes;
