-- ARGV: seen epoch, seen n
local m, why = mark(ARGV[1], ARGV[2])
if not m then return {'unmarked', why} end
return {'ok', string.format('%.0f', m.epoch), tostring(m.n), tostring(now())}
