DROP TABLE event_images;
DROP TABLE organization_brands;
