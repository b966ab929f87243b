-- All records, mark or not. ARGV: member after which it begins, size
local from = ARGV[1] == '' and '-' or '(' .. ARGV[1]
local rows = {}
for _, m in ipairs(redis.call('ZRANGEBYLEX', INDEX, from, '+', 'LIMIT', 0, ARGV[2])) do
  rows[#rows + 1] = record(string.match(m, '/(.+)$'))
end
return rows
