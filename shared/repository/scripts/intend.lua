-- A delete, retry or change of a store that exists. A delete intent is never replaced.
-- Whoever decided on a record that has moved on since looks again: protection and If-Match hold at this very moment.
-- ARGV: seen epoch, seen n, uid, kind, attempt, JSON, the record's version ("<epoch> <n of its intent>/<rv>")
local m, why = mark(ARGV[1], ARGV[2])
if not m then return {'unmarked', why} end
local uid, kind = ARGV[3], ARGV[4]
local r = redis.call('HMGET', key('record', uid), 'name', 'owner', 'rv')
if not r[1] then return {'gone'} end
local standing = header(uid)
if standing and standing.kind == 'delete' then return {'deleting'} end
if standing and kind ~= 'delete' then return {'busy', standing.kind} end
local version = (standing and string.format('%.0f %.0f', standing.epoch, standing.n) or '') .. '/' .. (r[3] or '')
if version ~= ARGV[7] then return {'moved'} end
return accept(uid, kind, r[1], r[2], tonumber(ARGV[5]), ARGV[6], m.epoch)
