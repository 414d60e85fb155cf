{{/* What several templates say alike. */}}
{{- define "cabinet.labels" -}}
app.kubernetes.io/name: cabinet
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
{{- end }}

{{- define "cabinet.selector" -}}
app.kubernetes.io/name: cabinet
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .process.name }}
{{- end }}

{{- define "cabinet.image" -}}
{{- $tag := .root.Values.image.tag | default .root.Chart.AppVersion -}}
{{- if and (eq .process.kind "gateway") .root.Values.image.gatewayTag }}{{ $tag = .root.Values.image.gatewayTag }}{{ end -}}
{{- with .root.Values.image.registry }}{{ . }}/{{ end }}{{ .process.image }}:{{ $tag }}
{{- end }}

{{- define "cabinet.pod" -}}
automountServiceAccountToken: false
enableServiceLinks: false
securityContext:
  runAsNonRoot: true
  runAsUser: 10001
  runAsGroup: 10001
  fsGroup: 10001
  seccompProfile: {type: RuntimeDefault}
{{- with .Values.image.pullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
{{- end }}

{{- define "cabinet.container" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: {drop: [ALL]}
{{- end }}

{{/* The value of a setting of processes.yaml; what stands in `environment` goes before. */}}
{{- define "cabinet.setting" -}}
{{- $values := .root.Values -}}
{{- $own := index ($values.environment | default dict) .process.name | default dict -}}
{{- $known := dict "PUBLIC_URL" $values.publicUrl "BANK_ORIGIN" $values.bankOrigin "BANK_URL" $values.bankUrl "BANK_USER" $values.bankUser "SMTP_URL" $values.smtpUrl "MAIL_FROM" $values.mailFrom "DEMONSTRATION" (ternary "1" "0" $values.demonstration) "OWNERSHIP_PROOF" "none" "SBP_ENABLED" "true" "MAX_WORKERS" "1" "PARTNERS_FILE" "/run/cabinet/partners.json" -}}
{{- if hasKey $own .name }}{{ index $own .name }}{{ else }}{{ index $known .name }}{{ end -}}
{{- end }}
