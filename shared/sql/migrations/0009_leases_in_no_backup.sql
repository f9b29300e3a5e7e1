-- What opens a lease, the service's private key, outlives the lease: a lease in a backup would open what was erased
-- since. So no write-ahead log and no base backup has them; after a crash of the server they are lent again.
ALTER TABLE own_leases SET UNLOGGED;
