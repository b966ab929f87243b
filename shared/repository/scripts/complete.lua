-- The read model stands. ARGV: epoch
if not in_epoch(ARGV[1]) then return 'epoch' end
redis.call('HSET', MARK, 'state', 'ok', 'run', run_id())
return 'ok'
