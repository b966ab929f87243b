-- News of one namespace, from a worker that wrote it or the reconciler that watches it.
-- ARGV: epoch, uid, name, owner, rv, JSON, epoch and n of the intent that its spec carries, of the retry that it answered,
-- "<hash of the idempotency key> <hash of the order>" or '', time of the acceptance, life of a key in s
local epoch, uid, name, owner, rv = ARGV[1], ARGV[2], ARGV[3], ARGV[4], tonumber(ARGV[5])
if not in_epoch(epoch) then return 'epoch' end
local receipt = key('receipt', uid)
local cause = redis.call('HGET', receipt, 'cause')
if cause == 'requested' then return 'receipted' end
if cause then redis.call('DEL', receipt) end
local r = key('record', uid)
if rv <= tonumber(redis.call('HGET', r, 'rv') or '-1') then return 'old' end
enlist(name, uid, owner)
redis.call('HSET', r, 'ns', ARGV[6], 'rv', ARGV[5])
-- Late news of a predecessor does not take the name from the store that has shown itself since.
local holder = redis.call('HGET', NAMES, name)
if not holder or holder == uid or rv > tonumber(redis.call('HGET', key('record', holder), 'rv') or '-1') then
  redis.call('HSET', NAMES, name, uid)
end
local i = header(uid)
if i and i.kind ~= 'delete' then
  local shown = not older(tonumber(ARGV[7]), tonumber(ARGV[8]), i.epoch, i.n)
  if i.kind == 'retry' then shown = not older(tonumber(ARGV[9]), tonumber(ARGV[10]), i.epoch, i.n) end
  if shown then redis.call('HDEL', INTENTS, uid) end
end
-- After a FLUSHALL the key of the order still leads to its store, for what is left of its life.
local digest, body = string.match(ARGV[11], '^(%x+) (%x+)$')
local left = digest and math.floor(tonumber(ARGV[12]) + tonumber(ARGV[13]) - now()) or 0
if left > 0 then redis.call('SET', key('idempotency', owner, digest), uid .. ' ' .. body, 'EX', left, 'NX') end
event('store', uid, name, owner)
return 'published'
