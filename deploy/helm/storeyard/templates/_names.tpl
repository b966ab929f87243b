{{/* Labels of everything that the release owns. */}}
{{- define "storeyard.labels" -}}
app.kubernetes.io/name: storeyard
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ .root.Chart.Name }}-{{ .root.Chart.Version }}
{{- with .component }}
app.kubernetes.io/component: {{ . }}
{{- end }}
{{- end }}

{{/* What selects the pods of one component, or of all where none is named. */}}
{{- define "storeyard.selector" -}}
app.kubernetes.io/name: storeyard
app.kubernetes.io/instance: {{ .root.Release.Name }}
{{- with .component }}
app.kubernetes.io/component: {{ . }}
{{- end }}
{{- end }}

{{/* Names outside namespaces carry the installation, so that two of them share a cluster. */}}
{{- define "storeyard.clusterName" -}}
{{ eq .root.Values.installation "storeyard" | ternary "storeyard" (printf "storeyard-%s" .root.Values.installation) }}-{{ .name }}
{{- end }}

{{- define "storeyard.workerUser" -}}
system:serviceaccount:{{ .Release.Namespace }}:storeyard-worker
{{- end }}

{{/* By digest where one is given: a tag may be moved. */}}
{{- define "storeyard.image" -}}
{{ .image.repository }}{{ if .image.digest }}@{{ .image.digest }}{{ else }}:{{ .image.tag | default .appVersion }}{{ end }}
{{- end }}

{{- define "storeyard.secret.masterKey" -}}
{{ .Values.secrets.masterKey.existingSecret | default "storeyard-master-key" }}
{{- end }}
{{- define "storeyard.secret.jobKey" -}}
{{ .Values.secrets.jobKey.existingSecret | default "storeyard-job-key" }}
{{- end }}
{{- define "storeyard.secret.principals" -}}
{{ .Values.auth.existingSecret | default "storeyard-principals" }}
{{- end }}
{{- define "storeyard.secret.redis" -}}
{{ .Values.valkey.existingSecret | default "storeyard-redis" }}
{{- end }}

{{/* How many pods of a component there are at least: an autoscaler rules where there is one. */}}
{{- define "storeyard.atLeast" -}}
{{ dig "autoscaling" "enabled" false . | ternary (dig "autoscaling" "minReplicas" 1 .) .replicas }}
{{- end }}
