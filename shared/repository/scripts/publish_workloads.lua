-- What the reconciler sees running. ARGV: epoch, uid, rv, JSON
if not in_epoch(ARGV[1]) then return 'epoch' end
local r = key('record', ARGV[2])
local have = redis.call('HMGET', r, 'name', 'owner', 'wlrv')
if not have[1] then return 'gone' end
if tonumber(ARGV[3]) <= tonumber(have[3] or '-1') then return 'old' end
redis.call('HSET', r, 'wl', ARGV[4], 'wlrv', ARGV[3])
event('store', ARGV[2], have[1], have[2])
return 'published'
