-- A keyset page. ARGV: seen epoch, seen n, owner ('': all), member after which it begins ('': the first), size
local m, why = mark(ARGV[1], ARGV[2])
if not m then return {'unmarked', why} end
local set = ARGV[3] == '' and INDEX or key('owned', ARGV[3])
local from = ARGV[4] == '' and '-' or '(' .. ARGV[4]
local members = redis.call('ZRANGEBYLEX', set, from, '+', 'LIMIT', 0, ARGV[5])
local answer = {'page'}
for _, m in ipairs(members) do
  answer[#answer + 1] = record(string.match(m, '/(.+)$'))
end
return answer
