-- Shared by all scripts: KEYS are built here from the prefix, because which keys a script touches depends on what it reads.
local P = KEYS[1]
local function key(...) return P .. ':' .. table.concat({...}, ':') end
local MARK, NAMES, INDEX, INTENTS, EVENTS = key('mark'), key('names'), key('index'), key('intents'), key('events')

local function run_id() return string.match(redis.call('INFO', 'server'), 'run_id:(%w+)') end

local function now()
  local t = redis.call('TIME')
  return tonumber(t[1]) + tonumber(t[2]) / 1000000
end

local function older(e1, n1, e2, n2) return e1 < e2 or (e1 == e2 and n1 < n2) end

-- The mark, or nil with the reason. A Redis that is older than what the caller remembers counts as flushed.
local function mark(seen_epoch, seen_n)
  local m = redis.call('HMGET', MARK, 'state', 'epoch', 'n', 'run')
  if not m[1] then return nil, 'missing' end
  local epoch, n = tonumber(m[2]), tonumber(m[3])
  if older(epoch, n, tonumber(seen_epoch), tonumber(seen_n)) then return nil, 'rolled-back' end
  if m[4] ~= run_id() then return nil, 'restarted' end
  if m[1] ~= 'ok' then return nil, 'rebuilding' end
  return {epoch = epoch, n = n}
end

local function in_epoch(epoch) return redis.call('HGET', MARK, 'epoch') == epoch end

local function event(kind, uid, name, owner)
  redis.call('XADD', EVENTS, 'MAXLEN', '~', '10000', '*', 'kind', kind, 'uid', uid, 'name', name, 'owner', owner)
end

local function member(name, uid) return name .. '/' .. uid end

local function enlist(name, uid, owner)
  redis.call('ZADD', INDEX, 0, member(name, uid))
  redis.call('ZADD', key('owned', owner), 0, member(name, uid))
  redis.call('HSET', key('record', uid), 'name', name, 'owner', owner)
end

-- Header of an intent: epoch, n, time, kind, name, attempt.
local function header(uid)
  local raw = redis.call('HGET', INTENTS, uid)
  if not raw then return nil end
  local epoch, n, at, kind, name, attempt = string.match(raw, '^(%d+) (%d+) (%S+) (%S+) (%S+) (%d+)\n')
  return {epoch = tonumber(epoch), n = tonumber(n), at = tonumber(at), kind = kind, name = name, attempt = tonumber(attempt)}
end

-- Accepts: the next number of the epoch, the intent, and news of it.
local function accept(uid, kind, name, owner, attempt, json, epoch)
  local n, at = redis.call('HINCRBY', MARK, 'n', 1), string.format('%.6f', now())
  redis.call('HSET', INTENTS, uid, string.format('%.0f %d %s %s %s %d\n', epoch, n, at, kind, name, attempt) .. json)
  event('store', uid, name, owner)
  return {'accepted', string.format('%.0f', epoch), tostring(n), at}
end

local function record(uid)
  local r = redis.call('HMGET', key('record', uid), 'name', 'ns', 'wl', 'progress', 'check')
  return {uid, r[1] or '', r[2] or '', r[3] or '', r[4] or '', r[5] or '', redis.call('HGET', INTENTS, uid) or ''}
end
