-- ARGV: seen epoch, seen n, uid, name, owner, quota (-1: none), JSON, idempotency key's hash ('': none), body's hash, its life in s
local m, why = mark(ARGV[1], ARGV[2])
if not m then return {'unmarked', why} end
local uid, name, owner, quota = ARGV[3], ARGV[4], ARGV[5], tonumber(ARGV[6])
local idempotency = ARGV[8] ~= '' and key('idempotency', owner, ARGV[8])
if idempotency then
  local before = redis.call('GET', idempotency)
  if before then return {'replay', before} end
end
local holder = redis.call('HGET', NAMES, name)
-- The client sends a script again whose answer got lost: what it accepted then is its answer now.
local i = holder == uid and header(uid)
if i then return {'accepted', string.format('%.0f', i.epoch), tostring(i.n), string.format('%.6f', i.at)} end
if holder then return {'taken', holder} end
local held = redis.call('ZCARD', key('owned', owner))
if quota >= 0 and held >= quota then return {'quota', tostring(held)} end
redis.call('HSET', NAMES, name, uid)
enlist(name, uid, owner)
if idempotency then redis.call('SET', idempotency, uid .. ' ' .. ARGV[9], 'EX', ARGV[10]) end
return accept(uid, 'create', name, owner, 0, ARGV[7], m.epoch)
