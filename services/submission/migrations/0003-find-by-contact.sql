create index submissions_by_contact on submissions (tenant_id, lower(contact_value), id desc) where contact_type = 'email';
