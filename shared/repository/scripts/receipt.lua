-- The end of a store: the only place where name and quota are freed.
-- ARGV: epoch, uid, name, owner, cause, JSON, life in s, rv that the absence is news of
local epoch, uid, name, owner, cause = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]
if not in_epoch(epoch) then return 'epoch' end
if redis.call('EXISTS', key('receipt', uid)) == 1 then return 'stands' end
if tonumber(redis.call('HGET', key('record', uid), 'rv') or '-1') > tonumber(ARGV[8]) then return 'newer' end
local i = header(uid)
if (cause == 'taken' or cause == 'expired') and not (i and i.kind == 'create') then return 'settled' end
redis.call('HSET', key('receipt', uid), 'cause', cause, 'json', ARGV[6])
redis.call('EXPIRE', key('receipt', uid), ARGV[7])
redis.call('DEL', key('record', uid))
redis.call('HDEL', INTENTS, uid)
redis.call('ZREM', INDEX, member(name, uid))
redis.call('ZREM', key('owned', owner), member(name, uid))
if redis.call('HGET', NAMES, name) == uid then
  redis.call('HDEL', NAMES, name)
  local heir, first = nil, nil
  for _, other in ipairs(redis.call('HKEYS', INTENTS)) do
    local w = header(other)
    if w.kind == 'create' and w.name == name and (not first or older(w.epoch, w.n, first.epoch, first.n)) then heir, first = other, w end
  end
  if not heir then
    local other = redis.call('ZRANGEBYLEX', INDEX, '[' .. member(name, ''), '[' .. member(name, '\255'), 'LIMIT', 0, 1)[1]
    heir = other and string.match(other, '/(.+)$')
  end
  if heir then redis.call('HSET', NAMES, name, heir) end
end
event('gone', uid, name, owner)
return 'written'
