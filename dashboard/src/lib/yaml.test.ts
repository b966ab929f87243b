import { expect, it } from 'vitest';
import { toYaml } from './yaml';

it('writes an object as kubectl does', () => {
  const object = {
    kind: 'Deployment',
    metadata: { name: 'web', labels: {}, annotations: { 'storeyard.dev/uid': '0123' } },
    spec: { replicas: 1, paused: false, args: ['serve', '--port=80'], env: [{ name: 'A', value: null }], volumes: [] },
  };
  expect(toYaml(object)).toBe(
    [
      'kind: Deployment',
      'metadata:',
      '  name: web',
      '  labels: {}',
      '  annotations:',
      '    storeyard.dev/uid: "0123"',
      'spec:',
      '  replicas: 1',
      '  paused: false',
      '  args:',
      '  - serve',
      '  - "--port=80"',
      '  env:',
      '  - name: A',
      '    value: null',
      '  volumes: []',
      '',
    ].join('\n'),
  );
});

it.each([
  ['yes', '"yes"'],
  ['1.5', '"1.5"'],
  ['a: b', '"a: b"'],
  ['a #b', '"a #b"'],
  ['•••', '"•••"'],
  ['', '""'],
  ['image/x:1@sha256:ab', 'image/x:1@sha256:ab'],
])('the text %s stays a text', (value, written) => {
  expect(toYaml({ key: value })).toBe(`key: ${written}\n`);
});

it('writes text of several lines as lines, unless that would lose something', () => {
  expect(toYaml({ data: { script: 'set -e\n\nrun\n', odd: ' a\nb', end: 'a\nb' } })).toBe(
    'data:\n  script: |\n    set -e\n\n    run\n  odd: " a\\nb"\n  end: |-\n    a\n    b\n',
  );
});
