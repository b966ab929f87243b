-- The reconciler's start of a pass: joins the epoch that runs, or begins a fresh one where the mark cannot be believed.
-- A Redis that is older than what was seen is emptied in the same step, so that nothing accepted since can be hit.
-- ARGV: seen epoch, seen n, cluster
local m, why = mark(ARGV[1], ARGV[2])
local cluster = redis.call('HGET', MARK, 'cluster')
if cluster and cluster ~= ARGV[3] then return {'other-cluster', cluster} end
if m or why == 'rebuilding' then
  local r = redis.call('HMGET', MARK, 'epoch', 'n')
  return {m and 'ok' or 'rebuilding', r[1], r[2]}
end
if why == 'rolled-back' then
  local cursor = '0'
  repeat
    local found = redis.call('SCAN', cursor, 'MATCH', P .. ':*', 'COUNT', 1000)
    cursor = found[1]
    for _, one in ipairs(found[2]) do redis.call('UNLINK', one) end
  until cursor == '0'
end
local epoch = math.max(math.floor(now() * 1000), tonumber(ARGV[1]) + 1, tonumber(redis.call('HGET', MARK, 'epoch') or '0') + 1)
redis.call('HSET', MARK, 'state', 'rebuilding', 'epoch', string.format('%.0f', epoch), 'n', 0, 'cluster', ARGV[3], 'run', run_id())
return {'begun', string.format('%.0f', epoch), '0'}
