-- A delete, retry or change of a store that exists. A delete intent is never replaced (model: F.sticky).
-- ARGV: seen epoch, seen n, uid, kind, attempt, JSON
local m, why = mark(ARGV[1], ARGV[2])
if not m then return {'unmarked', why} end
local uid, kind = ARGV[3], ARGV[4]
local r = redis.call('HMGET', key('record', uid), 'name', 'owner')
if not r[1] then return {'gone'} end
local standing = header(uid)
if standing and standing.kind == 'delete' then return {'deleting'} end
if standing and kind ~= 'delete' then return {'busy', standing.kind} end
return accept(uid, kind, r[1], r[2], tonumber(ARGV[5]), ARGV[6], m.epoch)
