-- The read model stands. ARGV: epoch, version of the cluster
if not in_epoch(ARGV[1]) then return 'epoch' end
redis.call('HSET', MARK, 'state', 'ok', 'run', run_id(), 'version', ARGV[2])
return 'ok'
