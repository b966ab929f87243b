-- ARGV: seen epoch, seen n, the caller's cluster (empty: it has none and does not compare)
local m, why = mark(ARGV[1], ARGV[2])
local cluster = redis.call('HGET', MARK, 'cluster')
if ARGV[3] ~= '' and cluster and cluster ~= ARGV[3] then return {'other-cluster', cluster} end
if not m then return {'unmarked', why} end
return {'ok', string.format('%.0f', m.epoch), tostring(m.n), tostring(now())}
